/** Words of the dashboard's frame: navigation, team, person, shortcuts, live feed. */
import type { dashboard as en } from '../en/dashboard.ts'
import type { SameShape } from '../same-shape.ts'

export const dashboard: SameShape<typeof en> = {
  navigation: 'Главное меню',
  devices: 'Устройства',
  sessions: 'Сессии',
  tokens: 'Токены',
  links: 'Ссылки',
  team: 'Команда',
  server: 'Сервер',
  settings: 'Настройки',
  more: 'Ещё',
  switchTeam: 'Сменить команду',
  account: 'Учётная запись',
  signOut: 'Выйти',
  shortcuts: 'Клавиши',
  shortcutsText: 'Работают везде, где вы не набираете текст.',
  shortcutGo: 'Перейти: {page}',
  shortcutSearch: 'Поиск по списку',
  shortcutHelp: 'Показать этот список',
  andThen: 'затем',
  feed: {
    live: 'На связи',
    connecting: 'Подключение…',
    offline: 'Нет связи',
    liveText: 'Списки обновляются сами.',
    connectingText: 'Подключаемся к серверу. Списки могут отставать.',
    offlineText: 'Нет связи с сервером. Списки — какими были; страница продолжает попытки.',
    ended: 'Вы вышли',
    endedText: 'Сервер закрыл соединение. Обновите страницу.',
    reload: 'Обновить',
    retry: 'Сейчас',
  },
  records: '{count, plural, =0 {нет записей} one {# запись} few {# записи} many {# записей} other {# записи}}',
  watchers: '{count, plural, =0 {никто не смотрит} one {смотрит #} few {смотрят #} many {смотрят #} other {смотрят #}}',
  watchersMax: 'до {count, plural, one {# зрителя} few {# зрителей} many {# зрителей} other {# зрителя}}',
}
