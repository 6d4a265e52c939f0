/** How much later a record arrives through the relay than through a raw `ws` broadcast, in short alternating turns. */

import type { LatencyArm, LatencyResult } from '#tests/bench/load/latency-run.ts'
import type { PinnedWorker } from '#tests/bench/pinned-worker.ts'
import { startArmServer } from '#tests/bench/start-arm-server.ts'

export const RECORDS_PER_SECOND = 100

export interface LatencySlice extends LatencyResult {
  arm: LatencyArm
  round: number
}

export async function measureLatency(
  load: PinnedWorker,
  rounds: number,
  secondsOfSlice: number,
  progress: (text: string) => void,
): Promise<LatencySlice[]> {
  const [relay, ws] = [await startArmServer({ server: 'relay' }), await startArmServer({ server: 'ws' })]
  try {
    await load.ask('openLatency', { relay: relay.port, ws: ws.port })
    const slices: LatencySlice[] = []
    // The first round is warm-up.
    for (let round = -1; round < rounds; round++) {
      await Promise.all([relay.collectGarbage(), ws.collectGarbage(), load.ask('collectGarbage')])
      for (const arm of round % 2 ? (['ws', 'relay'] as const) : (['relay', 'ws'] as const)) {
        progress(`latency, round ${round + 1} of ${rounds}: ${arm}`)
        const order = { arm, recordsPerSecond: RECORDS_PER_SECOND, seconds: round < 0 ? 1 : secondsOfSlice }
        const result = await load.ask<LatencyResult>('runLatency', order)
        if (round >= 0) slices.push({ arm, round, ...result })
      }
    }
    await load.ask('closeLatency')
    return slices
  } finally {
    await Promise.all([relay.stop(), ws.stop()])
  }
}
