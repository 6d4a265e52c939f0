/**
 * What one delivered record costs each server. Arms take turns, forwards and backwards; every third round all servers are
 * started anew, so that no arm lives with one compilation or one memory layout for ever.
 */

import { type ArmServer, startArmServer } from '../arm-server.ts'
import { type Arm, COST_ARMS, type ServerKind } from '../arms.ts'
import type { PinnedWorker } from '../pinned-worker.ts'
import { findProgram, isProgram } from '../servers/programs.ts'
import { runSlice, type Slice } from '../slice.ts'

const ROUNDS_PER_START = 3

export interface CostOptions {
  rounds: number
  viewers: number
  seed: number
  corpusDir?: string
  progress: (text: string) => void
}

export function isInstalled({ server }: Arm): boolean {
  return !isProgram(server) || findProgram(server) !== null
}

export async function measureCost(load: PinnedWorker, options: CostOptions): Promise<Slice[]> {
  const { rounds, viewers, seed, corpusDir, progress } = options
  const arms = COST_ARMS.filter(isInstalled)
  const scenario = { viewers, seed, ...(corpusDir ? { corpusDir } : {}) }
  const slices: Slice[] = []
  let servers = new Map<Arm, ArmServer>()
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_START === 0) {
      await stopAll(servers)
      servers = await startAll(arms)
      for (const [arm, server] of servers) {
        progress(`warming up: ${arm.name}`)
        // The server's code is compiled before anything counts.
        await runSlice(arm, server, load, { ...scenario, round: -1, deliveries: arm.deliveries / 4 })
      }
    }
    for (const arm of round % 2 ? [...arms].reverse() : arms) {
      progress(`round ${round + 1} of ${rounds}: ${arm.name}`)
      slices.push(await runSlice(arm, servers.get(arm) as ArmServer, load, { ...scenario, round }))
    }
  }
  await stopAll(servers)
  return slices
}

/** Arms of one kind share a server; only the control has one of its own, because that is what it controls. */
async function startAll(arms: Arm[]): Promise<Map<Arm, ArmServer>> {
  const byKind = new Map<ServerKind | Arm, ArmServer>()
  const servers = new Map<Arm, ArmServer>()
  for (const arm of arms) {
    const key = arm.name.includes('A/A') ? arm : arm.server
    const server = byKind.get(key) ?? (await startArmServer(arm.server))
    byKind.set(key, server)
    servers.set(arm, server)
  }
  return servers
}

async function stopAll(servers: Map<Arm, ArmServer>): Promise<void> {
  await Promise.all([...new Set(servers.values())].map((server) => server.stop()))
}
