/** Words for devices that reached the server and were rejected. */
import type { rejections as en } from '#app/_i18n/en/rejections.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const rejections: SameShape<typeof en> = {
  title: 'Недавно отклонённые устройства',
  device: 'Устройство',
  stranger: 'Устройство из вашей сети',
  reached: '{name}: попытка подключения',
  tries: '{count, plural, one {# попытка} few {# попытки} many {# попыток} other {# попытки}}',
}
