/**
 * What viewers that stop reading cost: relay memory, and latency for other viewers. The same stream runs with and
 * without them.
 */

import type { SlowOrder, SlowResult } from '#tests/bench/load/slow-run.ts'
import type { PinnedWorker } from '#tests/bench/pinned-worker.ts'
import { startArmServer } from '#tests/bench/start-arm-server.ts'

export interface SlowSlice extends SlowResult {
  round: number
  slow: number
  /** Growth of the relay from before the stream until after it, after garbage collection. */
  grownBytes: number
  grownHeapBytes: number
  /** Slow viewers that the relay had removed from the session at the end. */
  lagging: number
}

export const GOOD_VIEWERS = 20
export const SLOW_VIEWERS = 20
const BATCHES_PER_SECOND = 100

export async function measureSlowViewers(
  load: PinnedWorker,
  rounds: number,
  seconds: number,
  seed: number,
  progress: (text: string) => void,
): Promise<SlowSlice[]> {
  const server = await startArmServer({ server: 'relay' })
  const slices: SlowSlice[] = []
  try {
    // The first round is warm-up.
    for (let round = -1; round < rounds; round++) {
      for (const slow of round % 2 ? [SLOW_VIEWERS, 0] : [0, SLOW_VIEWERS]) {
        progress(`slow viewers, round ${round + 1} of ${rounds}: ${slow} slow`)
        const order: SlowOrder = {
          ...{ port: server.port, slice: `slow-${round + 1}-${slow}`, good: GOOD_VIEWERS, slow, seed },
          ...{ batchesPerSecond: BATCHES_PER_SECOND, seconds: round < 0 ? 1 : seconds },
        }
        await load.ask('openSlow', order)
        await server.collectGarbage()
        const [bytes, heap] = [server.memoryBytes(), await server.ask<number>('heap')]
        await load.ask('prefillSlow')
        const result = await load.ask<SlowResult>('runSlow')
        await server.collectGarbage()
        const grownBytes = server.memoryBytes() - bytes
        const grownHeapBytes = (await server.ask<number>('heap')) - heap
        const lagging = await server.ask<number>('lagging')
        await load.ask('closeSlow')
        if (round >= 0) slices.push({ round, slow, grownBytes, grownHeapBytes, lagging, ...result })
      }
    }
    return slices
  } finally {
    await server.stop()
  }
}
