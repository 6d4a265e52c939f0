/** Words of the list of sessions. */
import type { sessions as en } from '../en/sessions.ts'
import type { SameShape } from '../same-shape.ts'

export const sessions: SameShape<typeof en> = {
  title: 'Сессии',
  text: 'Каждый запуск устройства. Хранятся только числа; сами записи остаются на устройстве.',
  live: 'Сейчас',
  past: 'Раньше',
  allDevices: 'Все устройства',
  filterByDevice: 'Показать сессии',
  older: 'Старше',
  newest: 'К новым',
  liveState: 'На связи',
  reconnecting: 'Переподключается',
  ended: 'Завершена',
  lost: 'Потеряна',
  started: 'начата',
  lasted: 'Длительность',
  size: 'Объём',
  levels: 'Записи по уровням: {list}',
  emptyTitle: 'Сессий ещё нет',
  emptyText: 'Сессия начинается, когда подключается устройство. Создайте токен и подключите его.',
  emptyOfDevice: 'У этого устройства здесь нет сессий.',
  emptyPage: 'Старше ничего нет.',
  forget: 'Забыть',
  forgetTitle: 'Забыть эту сессию?',
  forgetText: 'Её числа и ссылки исчезнут. Те, кто смотрит сейчас, будут отключены.',
  forgotten: 'Сессия забыта.',
  actions: 'Действия с сессией: {name}',
  id: 'Номер сессии',
  copyId: 'Копировать номер сессии',
}
