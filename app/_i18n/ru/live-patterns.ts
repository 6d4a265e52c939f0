/** Words of the patterns pane of the live page: records that say the same but for numbers and names. */
import type { patterns as en } from '#app/_i18n/en/live-patterns.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const patterns: SameShape<typeof en> = {
  title: 'Шаблоны',
  open: 'Показать шаблоны',
  text: 'Похожие записи сгруппированы. {any} стоит на месте различий.',
  search: 'Найти шаблон',
  sort: 'Порядок',
  byCount: 'Частые',
  byNew: 'Новые',
  byLevel: 'Важные',
  onlyShown: 'Считать только показанные записи',
  working: 'Читаем записи: уже {count, number}…',
  count: '{count, plural, one {# запись} few {# записи} many {# записей} other {# записи}}',
  isNew: 'Новый',
  list: 'Шаблоны, {count, number}',
  isolate: 'Показать только это',
  hide: 'Скрыть это',
  jump: 'К последней записи',
  isolateOf: 'Показать только: {template}',
  hideOf: 'Скрыть: {template}',
  jumpOf: 'К последней записи: {template}',
  blank: '(пусто)',
  none: 'Подходящих шаблонов нет.',
  more: 'Показать ещё {count, number}',
  other:
    '{count, plural, one {# запись не подходит} few {# записи не подходят} many {# записей не подходят} other {# записи не подходят}} ни под один шаблон: разных слишком много.',
}
