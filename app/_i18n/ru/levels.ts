/** Names of the levels. */
import type { levels as en } from '#app/_i18n/en/levels.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const levels: SameShape<typeof en> = {
  trace: 'Трассировка',
  debug: 'Отладка',
  info: 'Информация',
  warn: 'Предупреждение',
  error: 'Ошибка',
  fatal: 'Критическая ошибка',
  unknown: 'Без уровня',
}
