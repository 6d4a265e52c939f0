/** Words of: team. */
import type { team as en } from '../en/team.ts'
import type { SameShape } from '../same-shape.ts'

export const team: SameShape<typeof en> = {
  title: 'team',
}
