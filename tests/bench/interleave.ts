/**
 * Runs slices of several arms in turns, forward and backward (ABBA), so that other activity on the machine affects all of them
 * alike. Restarts the servers every third round, so that no arm keeps one compilation or memory layout.
 */
import type { ArmServer } from './arm-server.ts'
import type { Arm } from './arms.ts'
import type { PinnedWorker } from './pinned-worker.ts'
import { findProgram, isProgram } from './servers/programs.ts'
import { runSlice, type Scenario, type Slice } from './slice.ts'
import { startArmServer } from './start-arm-server.ts'

const ROUNDS_PER_START = 3

export interface Entry {
  arm: Arm
  scenario: Pick<Scenario, 'viewers' | 'devices' | 'deliveries'>
}

export interface Plan {
  load: PinnedWorker
  rounds: number
  seed: number
  corpusDir?: string
  progress: (text: string) => void
}

export function isInstalled({ server }: Arm): boolean {
  const program = server === 'relay-pair' ? 'redis' : server
  return !isProgram(program) || findProgram(program) !== null
}

export async function interleave(entries: Entry[], plan: Plan): Promise<Slice[]> {
  const { load, rounds, seed, corpusDir, progress } = plan
  const common = { seed, ...(corpusDir ? { corpusDir } : {}) }
  const slices: Slice[] = []
  let servers = new Map<string, ArmServer>()
  try {
    for (let round = 0; round < rounds; round++) {
      if (round % ROUNDS_PER_START === 0) {
        await stopAll(servers)
        servers = await startAll(entries)
        await warmUp(entries, (arm, scenario) =>
          runSlice(arm, servers.get(serverOf(arm)) as ArmServer, load, { ...common, ...scenario, round: -1 }),
        )
      }
      for (const { arm, scenario } of round % 2 ? [...entries].reverse() : entries) {
        const { viewers, devices = 1 } = scenario
        progress(`round ${round + 1} of ${rounds}: ${arm.name}, ${devices} devices, ${viewers} viewers`)
        const server = servers.get(serverOf(arm)) as ArmServer
        slices.push(await runSlice(arm, server, load, { ...common, ...scenario, round }))
      }
    }
    return slices
  } finally {
    await stopAll(servers)
  }
}

/** Arms of one kind and checkout share a server; only the control has its own, because it measures that difference. */
function serverOf({ server, checkout = '', isControl }: Arm): string {
  return `${server} ${checkout}${isControl ? ' again' : ''}`
}

async function startAll(entries: Entry[]): Promise<Map<string, ArmServer>> {
  const servers = new Map<string, ArmServer>()
  for (const { arm } of entries) {
    const key = serverOf(arm)
    if (!servers.has(key)) servers.set(key, await startArmServer(arm))
  }
  return servers
}

/** Makes the servers compile their code before anything counts: each once with each message size. */
async function warmUp(
  entries: Entry[],
  run: (arm: Arm, scenario: Entry['scenario']) => Promise<unknown>,
): Promise<void> {
  const warm = new Set<string>()
  for (const { arm } of entries) {
    const key = `${serverOf(arm)} ${arm.batch} ${arm.isDeflated}`
    if (warm.has(key)) continue
    warm.add(key)
    await run(arm, { viewers: 10, deliveries: arm.deliveries / 4 })
  }
}

async function stopAll(servers: Map<string, ArmServer>): Promise<void> {
  await Promise.all([...servers.values()].map((server) => server.stop()))
}
