/** Words of the page that a share link opens. */
import type { link as en } from '../en/link.ts'
import type { SameShape } from '../same-shape.ts'

export const link: SameShape<typeof en> = {
  title: 'Логи вживую',
  readOnly: 'Только чтение',
  expires: 'Ссылка действует до',
  noSecretTitle: 'Ссылка неполная',
  noSecretText: 'Нет части после #. Скопируйте ссылку целиком ещё раз или попросите новую.',
  malformedTitle: 'Ссылка неполная',
  malformedText: 'Часть после # обрезана или изменена. Скопируйте ссылку целиком ещё раз или попросите новую.',
  unknownTitle: 'Эта ссылка ничего не открывает',
  unknownText: 'Её нет, или её секретная часть неверна. Скопируйте ссылку целиком ещё раз или попросите новую.',
  expiredTitle: 'Срок ссылки истёк',
  expiredText: 'Попросите новую у того, кто её прислал.',
  revokedTitle: 'Ссылка отозвана',
  revokedText: 'Её владелец закрыл вам доступ. Спросите его, если она вам ещё нужна.',
  otherTitle: 'Сейчас ссылку не открыть',
  reload: 'Повторить',
}
