/** Words of: links. */
import type { links as en } from '../en/links.ts'
import type { SameShape } from '../same-shape.ts'

export const links: SameShape<typeof en> = {
  title: 'links',
}
