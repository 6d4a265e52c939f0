/** Words of: auth. */
import type { auth as en } from '../en/auth.ts'
import type { SameShape } from '../same-shape.ts'

export const auth: SameShape<typeof en> = {
  title: 'auth',
}
