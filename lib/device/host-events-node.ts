/** The two ends of a Node process: nothing left to do, and really over. */
import type { HostLife, HostTarget } from './host-events.ts'
import { asOwnWork } from './own-work.ts'

export function watchNode(life: HostLife, { process }: HostTarget): () => void {
  if (!process?.on) return () => {}
  const idle = () => asOwnWork(() => life.idle())
  const ending = () => asOwnWork(() => life.ending())
  process.on('beforeExit', idle)
  process.on('exit', ending)
  return () => {
    process.off?.('beforeExit', idle)
    process.off?.('exit', ending)
  }
}
