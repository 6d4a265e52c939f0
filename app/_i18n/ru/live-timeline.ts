/** Words of the time line above the list of the live page, and of the marks beside its scrollbar. */
import type { timeline as en } from '#app/_i18n/en/live-timeline.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const timeline: SameShape<typeof en> = {
  title: 'Шкала времени',
  show: 'Показать шкалу времени',
  hide: 'Скрыть шкалу времени',
  usage:
    'Стрелки перемещают по времени, Enter переходит к записям за это время, Shift со стрелками выделяет промежуток.',
  summary: '{count, plural, one {# запись} few {# записи} many {# записей} other {# записи}} с {from} до {to}.',
  span: '{from} – {to}',
  none: 'записей нет',
  shownOf: 'Подходят под фильтр: {shown, number} из {total, number}',
  outliers:
    '{count, plural, one {У # записи} few {У # записей} many {У # записей} other {У # записи}} нет пригодного времени, на шкале их нет.',
  outliersShort: 'без времени: {count, number}',
  clear: 'Сбросить промежуток времени',
  around: 'Показать соседние записи',
  aroundText: 'Фильтр выключен, чтобы показать записи вокруг.',
  back: 'Вернуть фильтр',
  ticks: 'Ошибки в списке',
}
