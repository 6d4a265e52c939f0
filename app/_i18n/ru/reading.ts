/** Words of how the live page is read: the View panel, the status line, the way back to the newest. */
import type { reading as en } from '#app/_i18n/en/reading.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const reading: SameShape<typeof en> = {
  view: 'Вид',
  wrap: 'Переносить строки',
  collapse: 'Сворачивать повторы',
  collapseText:
    'Идущие подряд строки, которые различаются только числами, временем и идентификаторами, показываются одной — с их количеством.',
  similar:
    '{count, plural, one {# похожая строка} few {# похожие строки} many {# похожих строк} other {# похожей строки}}. Нажмите, чтобы показать каждую.',
  order: 'Порядок',
  newestLast: 'Новые внизу',
  newestFirst: 'Новые вверху',
  density: 'Плотность',
  compact: 'Плотно',
  normal: 'Обычно',
  roomy: 'Свободно',
  textSize: 'Размер текста',
  small: 'Мелкий',
  medium: 'Средний',
  large: 'Крупный',
  time: 'Время',
  times: {
    local: 'Местное время',
    utc: 'UTC',
    relative: 'Сколько прошло',
    'since-start': 'От начала сессии',
    'since-previous': 'От предыдущей записи',
  },
  columns: 'Столбцы',
  addColumn: 'Добавить столбец',
  noFields: 'У этих записей пока нет атрибутов.',
  columnWidth: 'Ширина столбца {name}',
  removeColumn: 'Убрать столбец {name}',
  reset: 'Сбросить настройки',
  showAll: 'Показать целиком',
  jump: 'К последним',
  status: 'Состояние',
  total: '{total, plural, one {# запись} few {# записи} many {# записей} other {# записи}}',
  shown: '{matched, number} из {total, number}',
  rate: '{rate}/с',
  rateText: 'Сколько записей приходит за секунду',
  calm: 'Записи приходят быстрее, чем их можно прочитать, поэтому список обновляется четыре раза в секунду. Чтобы читать, поставьте его на паузу.',
  calmShort: 'обновляется реже',
  timesText: 'Дата первой записи на экране и часовой пояс',
}
