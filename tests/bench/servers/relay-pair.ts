/** Two relay nodes and the Redis between them, as one server: the usage of all three counts. */
import { Redis } from 'ioredis'
import type { ArmServer } from '#tests/bench/arm-server.ts'
import { PinnedWorker, SERVER_CORE } from '#tests/bench/pinned-worker.ts'
import { cpuSeconds, memoryBytes } from '#tests/bench/process-cost.ts'
import { startProgram } from './programs.ts'

export async function startRelayPair(): Promise<ArmServer> {
  const redis = await startProgram('redis')
  const url = `redis://127.0.0.1:${redis.port}`
  const nodes = [0, 1].map(() => new PinnedWorker('node-server', SERVER_CORE, ['relay', url])) as [
    PinnedWorker,
    PinnedWorker,
  ]
  const [port, otherPort] = await Promise.all([nodes[0].ask<number>('port'), nodes[1].ask<number>('port')])
  const meter = new Redis(redis.port, '127.0.0.1')
  const pids = [redis.pid, ...nodes.map((node) => node.pid)]
  const sum = (of: (pid: number) => number) => pids.reduce((total, pid) => total + of(pid), 0)
  return {
    kind: 'relay-pair',
    port,
    otherPort,
    cpuSeconds: () => sum(cpuSeconds),
    memoryBytes: () => sum(memoryBytes),
    busBytes: async () => Number(/total_net_input_bytes:(\d+)/.exec(await meter.info('stats'))?.[1]),
    collectGarbage: async () => void (await Promise.all(nodes.map((node) => node.ask('collectGarbage')))),
    ask: (question) => nodes[0].ask(question),
    stop: async () => {
      meter.disconnect()
      await Promise.all(nodes.map((node) => node.stop()))
      await redis.stop()
    },
  }
}
