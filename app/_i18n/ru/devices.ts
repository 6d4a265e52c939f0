/** Words of: devices. */
import type { devices as en } from '../en/devices.ts'
import type { SameShape } from '../same-shape.ts'

export const devices: SameShape<typeof en> = {
  title: 'devices',
}
