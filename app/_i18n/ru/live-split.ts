/** Words for several sessions side by side, and for choosing them. */
import type { liveSplit as en } from '#app/_i18n/en/live-split.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const liveSplit: SameShape<typeof en> = {
  title: '{count, plural, one {# сессия} few {# сессии} many {# сессий} other {# сессии}} рядом',
  inStep: 'Синхронно',
  inStepText: 'Списки прокручиваются вместе, по времени. Нажмите, чтобы прокручивать их по отдельности.',
  freeText: 'Каждый список прокручивается сам по себе. Нажмите, чтобы прокручивать их вместе, по времени.',
  merge: 'Показать на одной шкале времени',
  split: 'Показать рядом',
  close: 'Закрыть: {name}',
  corrected: 'Часы исправлены',
  correctedText: 'Часы этого устройства неточны, поэтому время показано с поправкой по часам сервера.',
  compare: 'Сравнить с другими сессиями…',
  compareTitle: 'Сравнение сессий',
  compareText: 'Выберите активные сессии, чтобы смотреть их вместе с этой.',
  none: 'Других активных сессий в команде нет.',
  most: 'Рядом помещается не больше {count, plural, one {# сессии} few {# сессий} many {# сессий} other {# сессии}}.',
  sideBySide: 'Рядом',
  oneLine: 'На одной шкале',
}
