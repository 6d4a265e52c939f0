/** Words of the command palette and of the list of keys. */
import type { actions as en } from '#app/_i18n/en/actions.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const actions: SameShape<typeof en> = {
  palette: 'Команды',
  keys: 'Горячие клавиши',
  keysText: 'Работают, когда вы не вводите текст.',
  andThen: 'затем',
  placeholder: 'Команда, устройство или сессия',
  nothing: 'Ничего не найдено',
  live: 'Онлайн',
  devices: 'Устройства',
  help: 'Справка',
  topics: {
    connect: 'Подключить приложение',
    share: 'Поделиться логами',
    access: 'Кто что видит',
    direct: 'Прямое соединение',
    troubleshooting: 'Если что-то не так',
    terms: 'Что значат слова',
  },
  views: 'Сохранённые виды',
  sessions: 'Сессии',
  group: {
    records: 'Записи',
    view: 'Вид',
    page: 'Эта страница',
    go: 'Перейти',
    help: 'Справка',
  },
}
