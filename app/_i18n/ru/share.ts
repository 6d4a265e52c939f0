/** Words of: share. */
import type { share as en } from '../en/share.ts'
import type { SameShape } from '../same-shape.ts'

export const share: SameShape<typeof en> = {
  title: 'share',
}
