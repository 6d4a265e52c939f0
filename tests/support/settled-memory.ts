/** Memory of a relay process, for tests of what a fault costs. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RelayProcess } from './relay-process.ts'

export const MiB = 1024 * 1024

/** Memory of the relay in bytes, once it has settled. */
export async function settledMemory(relay: RelayProcess): Promise<{ rssBytes: number; usedBytes: number }> {
  const samples = []
  for (let i = 0; i < 5; i++) {
    samples.push(await relay.stats())
    await sleep(100)
  }
  return {
    rssBytes: Math.min(...samples.map(({ rssBytes }) => rssBytes)),
    usedBytes: Math.min(...samples.map(({ usedBytes }) => usedBytes)),
  }
}
