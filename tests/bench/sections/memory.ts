/** Memory per idle connection: a fresh server with none, 500 and 1,000 connections; `ws` beside ours. */

import type { IdleKind } from '#tests/bench/load/idle-crowd.ts'
import type { PinnedWorker } from '#tests/bench/pinned-worker.ts'
import { startArmServer } from '#tests/bench/start-arm-server.ts'

export interface IdleMemory {
  kind: IdleKind
  /** Memory of the server process, by number of connections. */
  points: { connections: number; bytes: number }[]
  bytesPerConnection: number
}

const STEPS = [500, 500]
/** Connections made once beforehand, so that code and pools are allocated before the first measurement. */
const WARM_UP = 50

export async function measureMemory(load: PinnedWorker, kind: IdleKind): Promise<IdleMemory> {
  const server = await startArmServer({ server: kind === 'ws' ? 'ws' : 'relay' })
  try {
    await load.ask('openIdle', { kind, port: server.port, count: WARM_UP })
    const points: IdleMemory['points'] = []
    const count = async (connections: number) => {
      await settled(server)
      points.push({ connections, bytes: server.memoryBytes() })
    }
    await count(0)
    let connections = 0
    for (const step of STEPS) {
      await load.ask('openIdle', { kind, port: server.port, count: step })
      connections += step
      await count(connections)
    }
    await load.ask('closeIdle')
    const [none, last] = [points[0], points.at(-1)]
    return { kind, points, bytesPerConnection: ((last?.bytes ?? 0) - (none?.bytes ?? 0)) / connections }
  } finally {
    await server.stop()
  }
}

/** Collects garbage until two measurements in a row agree to 1 %. */
async function settled(server: { collectGarbage(): Promise<void>; memoryBytes(): number }): Promise<void> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    await server.collectGarbage()
    const now = server.memoryBytes()
    if (now >= before * 0.99) return
    before = now
  }
}
