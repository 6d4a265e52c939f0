/** Words of: sessions. */
import type { sessions as en } from '../en/sessions.ts'
import type { SameShape } from '../same-shape.ts'

export const sessions: SameShape<typeof en> = {
  title: 'sessions',
}
