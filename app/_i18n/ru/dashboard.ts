/** Words of: dashboard. */
import type { dashboard as en } from '../en/dashboard.ts'
import type { SameShape } from '../same-shape.ts'

export const dashboard: SameShape<typeof en> = {
  title: 'dashboard',
}
