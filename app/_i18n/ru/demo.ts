/** Words of: demo. */
import type { demo as en } from '../en/demo.ts'
import type { SameShape } from '../same-shape.ts'

export const demo: SameShape<typeof en> = {
  title: 'demo',
}
