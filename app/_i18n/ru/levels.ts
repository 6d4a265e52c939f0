/** Names of the levels. */
import type { levels as en } from '../en/levels.ts'
import type { SameShape } from '../same-shape.ts'

export const levels: SameShape<typeof en> = {
  trace: 'Трассировка',
  debug: 'Отладка',
  info: 'Сведения',
  warn: 'Предупреждение',
  error: 'Ошибка',
  fatal: 'Сбой',
  unknown: 'Без уровня',
}
