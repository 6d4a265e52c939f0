/** Words of the dashboard's frame: navigation, team, person, shortcuts, team channel. */
import type { dashboard as en } from '#app/_i18n/en/dashboard.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

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
  account: 'Аккаунт',
  signOut: 'Выйти',
  shortcuts: 'Горячие клавиши',
  shortcutGo: 'Перейти: {page}',
  shortcutSearch: 'Поиск по списку',
  channel: {
    live: 'Онлайн',
    connecting: 'Подключение…',
    offline: 'Нет связи',
    liveText: 'Списки обновляются автоматически.',
    connectingText: 'Подключаемся к серверу. Данные в списках могли устареть.',
    offlineText: 'Нет связи с сервером. Данные в списках могли устареть. Пробуем подключиться…',
    ended: 'Вы вышли',
    endedText: 'Сервер закрыл соединение. Обновите страницу.',
    reload: 'Обновить',
    retry: 'Подключиться',
    signIn: 'Войти снова',
  },
  records: '{count, plural, =0 {нет записей} one {# запись} few {# записи} many {# записей} other {# записи}}',
  watchers:
    '{count, plural, =0 {никто не смотрит} one {# зритель} few {# зрителя} many {# зрителей} other {# зрителя}}',
  watchersMax: 'макс. зрителей: {count, number}',
}
