/** The live page over all devices with a label. Pure. */
import { listPath } from './list-path.ts'

export function labelPath(label: string): string {
  return listPath('/dashboard/live', { label })
}
