/** Words of the demo device that runs in a browser tab. */
import type { demo as en } from '#app/_i18n/en/demo.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const demo: SameShape<typeof en> = {
  start: 'Запустить демо',
  starting: 'Запуск…',
  deviceName: 'Демо (эта вкладка)',
  tokenName: 'Демо',
  streaming: 'Эта вкладка отправляет демо-логи',
  sent: '{count, plural, one {# запись} few {# записи} many {# записей} other {# записи}}',
  watch: 'Смотреть',
  stop: 'Остановить',
  stopped: 'Демо остановлено.',
}
