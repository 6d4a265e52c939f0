/** Words of device labels, and of the live page over all devices with one. */
import type { labels as en } from '#app/_i18n/en/labels.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const labels: SameShape<typeof en> = {
  title: 'Метки',
  watchAll: 'Смотреть логи всех устройств с меткой {label}',
  watchTogether: 'Логи всех устройств «{label}»',
  filterBy: 'Метка',
  all: 'Все метки',
  add: 'Добавить метки',
  edit: 'Изменить метки',
  editTitle: 'Метки устройства «{name}»',
  editText: 'Устройства с одной меткой можно найти в списке и смотреть вместе. Метки видны всем участникам команды.',
  none: 'Меток пока нет.',
  remove: 'Убрать {label}',
  newLabel: 'Новая метка',
  hint: 'Например, staging или qa-lab. Пробелы заменяются дефисами.',
  addOne: 'Добавить',
  suggested: 'Метки вашей команды',
  addKnown: 'Добавить {label}',
  tooLong:
    'В метке может быть не больше {count, plural, one {# символа} few {# символов} many {# символов} other {# символа}}.',
  characters: 'Используйте буквы, цифры, дефис, точку и подчёркивание. Первой должна быть буква или цифра.',
  tooMany:
    'У устройства может быть не больше {count, plural, one {# метки} few {# меток} many {# меток} other {# метки}}.',
  save: 'Сохранить',
  saved: 'Метки сохранены.',
  picked: '{count, plural, one {# устройство} few {# устройства} many {# устройств} other {# устройства}}',
  liveCount:
    'Онлайн {live, number} из {count, plural, one {# устройства} few {# устройств} many {# устройств} other {# устройства}}',
  more: 'Показано только {count, plural, one {# устройство} few {# устройства} many {# устройств} other {# устройства}}, сначала те, что онлайн.',
  toList: 'Показать в списке',
  noneTitle: 'Устройств с меткой «{label}» пока нет',
  noneText: 'Добавьте эту метку на странице устройства, и его логи сразу появятся здесь.',
  waitingTitle: 'Ждём устройства…',
  waitingText:
    'Сейчас ни одно из этих устройств не подключено. Как только какое-то подключится, его логи появятся здесь.',
  firstTitle: 'Ждём первую запись…',
  firstText: 'Всё, что эти устройства запишут дальше, сразу появится здесь.',
}
