/** Words of: tokens. */
import type { tokens as en } from '../en/tokens.ts'
import type { SameShape } from '../same-shape.ts'

export const tokens: SameShape<typeof en> = {
  title: 'tokens',
}
