/** Words of the list of sessions. */
import type { sessions as en } from '#app/_i18n/en/sessions.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const sessions: SameShape<typeof en> = {
  title: 'Сессии',
  text: 'Запуски приложений и процессов. Сервер хранит только счётчики; сами записи остаются на устройстве.',
  live: 'Активные',
  past: 'Прошлые',
  allDevices: 'Все устройства',
  filterByDevice: 'Сессии устройства',
  findDevice: 'Найти устройство…',
  noDevice: 'Ничего не найдено.',
  findFailed: 'Не удалось загрузить устройства. Измените запрос, чтобы повторить.',
  moreLive:
    '{count, plural, one {Активна ещё # сессия.} few {Активны ещё # сессии.} many {Активны ещё # сессий.} other {Активны ещё # сессии.}}',
  showLive: 'Показать устройства онлайн',
  older: 'Старее',
  newest: 'К новым',
  liveState: 'Онлайн',
  reconnecting: 'Переподключается',
  ended: 'Завершена',
  lost: 'Потеряна',
  started: 'начата',
  lasted: 'Длительность',
  size: 'Объём',
  levels: 'Записи по уровням: {list}',
  emptyTitle: 'Сессий пока нет',
  emptyText: 'Сессия начинается, когда подключается устройство. Создайте токен и подключите его.',
  emptyOfDevice: 'У этого устройства нет сессий.',
  emptyPage: 'Более старых сессий нет.',
  forget: 'Удалить',
  forgetTitle: 'Удалить сессию?',
  forgetText: 'Её счётчики и ссылки удалятся, а зрители будут отключены.',
  forgotten: 'Сессия удалена.',
  actions: 'Действия с сессией: {name}',
  id: 'ID сессии',
  copyId: 'Скопировать ID сессии',
}
