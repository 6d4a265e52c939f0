/** Words of: live. */
import type { live as en } from '../en/live.ts'
import type { SameShape } from '../same-shape.ts'

export const live: SameShape<typeof en> = {
  title: 'live',
}
