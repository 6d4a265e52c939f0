/** Words of the page that a share link opens. */
import type { link as en } from '#app/_i18n/en/link.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const link: SameShape<typeof en> = {
  title: 'Логи в реальном времени',
  readOnly: 'Только просмотр',
  readOnlyUntil: 'Только просмотр, ссылка действует до {time}',
  noSecretTitle: 'Ссылка неполная',
  noSecretText: 'Не хватает части после #. Скопируйте ссылку целиком ещё раз или попросите новую.',
  malformedTitle: 'Ссылка неполная',
  malformedText: 'Часть после # обрезана или изменена. Скопируйте ссылку целиком ещё раз или попросите новую.',
  unknownTitle: 'Ссылка не найдена',
  unknownText: 'Такой ссылки нет, или часть после # неверна. Скопируйте ссылку целиком ещё раз или попросите новую.',
  expiredTitle: 'Срок действия ссылки истёк',
  expiredText: 'Попросите новую у того, кто её прислал.',
  revokedTitle: 'Ссылка отозвана',
  revokedText: 'Команда, которая ею поделилась, закрыла доступ. Если он ещё нужен, попросите новую ссылку.',
  otherTitle: 'Не удалось открыть ссылку',
  help: 'Почему ссылка не открывается',
  reload: 'Повторить',
}
