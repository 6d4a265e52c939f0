/** Words of the window that makes share links. */
import type { share as en } from '../en/share.ts'
import type { SameShape } from '../same-shape.ts'

export const share: SameShape<typeof en> = {
  title: 'Поделиться логами',
  text: 'У кого есть ссылка, тот смотрит без учётной записи, только чтение, пока ссылка не истечёт или вы её не отзовёте.',
  scope: 'Что она открывает',
  thisSession: 'Эту сессию',
  thisDevice: 'Все сессии устройства',
  expires: 'Действует',
  hour: '1 час',
  day: '24 часа',
  week: '7 дней',
  month: '30 дней',
  create: 'Создать ссылку',
  ready: 'Ссылка готова',
  readyText: 'Её секретная часть создана в этом браузере и не попадала на сервер. Она видна только сейчас.',
  link: 'Ссылка',
  qr: 'QR-код ссылки',
  copy: 'Копировать ссылку',
  send: 'Отправить…',
  sendText: 'Логи вживую: {device}',
  another: 'Ещё одну',
  localOnly:
    'Этот адрес работает только на этой машине. Откройте панель по адресу, доступному другим, или задайте PUBLIC_URL.',
  active: 'Действующие ссылки',
  none: 'Действующих ссылок нет.',
  opensSession: 'Сессия',
  opensDevice: 'Устройство',
  expiresAt: 'истекает',
  by: 'создал(а) {name}',
  watching: '{count, plural, =0 {никто не смотрит} one {# смотрит} few {# смотрят} many {# смотрят} other {# смотрят}}',
  revoke: 'Отозвать',
  revokeOne: 'Отозвать ссылку, которую создал(а) {name}',
  revoked: 'Ссылка отозвана. Кто смотрел по ней, отключён.',
}
