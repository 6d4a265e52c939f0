/** Words of what draws attention to a live page in the background: the setting and the notifications. */
import type { attention as en } from '#app/_i18n/en/live-attention.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const attention: SameShape<typeof en> = {
  open: 'Уведомлять меня…',
  title: 'Уведомления',
  text: 'Пока страница открыта в фоне. Число ошибок всегда видно на её вкладке.',
  off: 'Выключены',
  errors: 'Об ошибках',
  filter: 'По фильтру',
  sound: 'Короткий звук',
  line: 'Показывать первую строку последней записи',
  lineText: 'Её увидит каждый, кому виден ваш экран.',
  denied: 'Браузер блокирует уведомления этого сайта. Разрешите их в настройках сайта.',
  missing: 'Этот браузер не показывает уведомления веб-страниц.',
  newErrors: '{count, plural, one {# новая ошибка} few {# новые ошибки} many {# новых ошибок} other {# новой ошибки}}',
  newMatches:
    'Под фильтр {count, plural, one {подходит # новая запись} few {подходят # новые записи} many {подходят # новых записей} other {подходит # новой записи}}',
}
