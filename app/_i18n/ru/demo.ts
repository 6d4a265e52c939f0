/** Words of the demo device that runs in a browser tab. */
import type { demo as en } from '../en/demo.ts'
import type { SameShape } from '../same-shape.ts'

export const demo: SameShape<typeof en> = {
  start: 'Попробовать демо',
  starting: 'Запуск…',
  deviceName: 'Демо (эта вкладка)',
  tokenName: 'Демо',
  streaming: 'Эта вкладка шлёт демо-записи',
  sent: '{count, plural, one {# запись} few {# записи} many {# записей} other {# записи}}',
  watch: 'Смотреть',
  stop: 'Остановить',
  stopped: 'Демо остановлено.',
}
