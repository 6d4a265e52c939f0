/** Words of: settings. */
import type { settings as en } from '../en/settings.ts'
import type { SameShape } from '../same-shape.ts'

export const settings: SameShape<typeof en> = {
  title: 'settings',
}
