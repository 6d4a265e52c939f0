/** Слова об устройствах, которые связались с сервером, но не были впущены. */
import type { diagnosis as en } from '../en/diagnosis.ts'
import type { SameShape } from '../same-shape.ts'

export const diagnosis: SameShape<typeof en> = {
  title: 'Недавно не впущены',
  device: 'Устройство',
  stranger: 'Устройство из вашей сети',
  reached: '{name} связалось с сервером',
  tries: '{count, plural, one {# попытка} few {# попытки} many {# попыток} other {# попытки}}',
}
