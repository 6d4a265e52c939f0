/**
 * Shows that the simulator bites: each mutant is a bug somebody could write, put into the source in memory, and must be
 * caught. A mutant whose line is not found exactly once fails too: when you rename in such a line, change the list with it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type * as Entry from './mutants-entry.ts'

const root = path.join(import.meta.dirname, '../../..')
// Inside the project, so that the bundles find its packages.
mkdirSync(path.join(root, 'dist'), { recursive: true })
const out = mkdtempSync(path.join(root, 'dist/mutants-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))
/** A mutant that this many schedules do not find survives. */
const RUNS = 400
/** Seconds on an idle machine; other programs may have the cores. */
const TIMEOUT_MS = 600_000

interface Mutant {
  name: string
  file: string
  is: string
  becomes: string
}

const MUTANTS: Mutant[] = [
  { name: 'a relay that acknowledges twice what it handed on', file: 'lib/server/relay/device-flow.ts', is: 'this.#ackUpTo = Math.max(this.#ackUpTo, upTo)', becomes: 'this.#ackUpTo = Math.max(this.#ackUpTo, upTo + 1)' },
  { name: 'a relay that drops what rises by one', file: 'lib/server/relay/session-progress.ts', is: 'if (first <= this.#forwarded) return false', becomes: 'if (first <= this.#forwarded + 1 && this.#forwarded > 0) return false' },
  { name: 'a fill that goes to nobody', file: 'lib/server/relay/need-router.ts', is: '      waiting.push(waiter.viewer)\n', becomes: '' },
  { name: 'fills cut in two', file: 'lib/sdk/delivery/repair-responder.ts', is: "['fill', batch.header, batch.bytes]", becomes: "['fill', [batch.header[0], batch.header[1], batch.header[2], batch.header[3], batch.header[4]] as never, batch.bytes.slice(0, -1)]" },
  { name: 'an overrun that is reported too far', file: 'lib/sdk/delivery/outbox.ts', is: "tail - 1], 'overrun'])", becomes: "tail], 'overrun'])" },
  { name: 'credit that is ignored', file: 'lib/sdk/delivery/outbox.ts', is: 'if (this.#unackedBytes > 0 && this.#unackedBytes + bytes > creditBytes)', becomes: 'if (this.#unackedBytes > creditBytes * 100)' },
  { name: 'a viewer that shows what it has again', file: 'lib/viewer/gap-tracker.ts', is: 'const fresh = this.#have.missing(from, last)', becomes: 'const fresh: SeqRange[] = [[from, last]]' },
  { name: 'a follower that does not join', file: 'lib/server/relay/session-lifecycle.ts', is: '    this.#subscriptions.turnFollowers(session.deviceId, nowMs)\n    this.#out', becomes: '    this.#out' },
  { name: 'a node that never asks for what it missed', file: 'lib/server/relay/cluster.ts', is: "    this.#bus.toNode(name, ['ask'])\n", becomes: '' },
  { name: 'watchers that a new owner node does not learn of', file: 'lib/server/relay/remote-sessions.ts', is: '    if (session.audience.viewers.size > 0) out.watching?.(session)\n', becomes: '' },
  { name: 'a relay that keeps the last batch', file: 'lib/server/relay/batch-forwarder.ts', is: '    const { audience } = session\n', becomes: '    const { audience } = session\n    Object.assign(session, { last: bytes })\n' },
  { name: 'a welcome that counts the viewers of this node only', file: 'lib/server/transports/socket-io/device-namespace.ts', is: 'viewers: session.viewerCount,', becomes: 'viewers: session.audience.viewers.size,' },
  { name: 'order that is given up before a hole is filled', file: 'lib/viewer/in-order.ts', is: 'const item = this.#next === null ? undefined : this.#held.get(this.#next)', becomes: 'const item = this.#next === null ? undefined : [...this.#held.values()][0]' },
  { name: 'revoked rights that reach one node only', file: 'lib/server/relay/cluster.ts', is: "        this.#parts.cut(message[2], message[3])\n", becomes: '' },
] // biome-ignore format: a table

async function load(mutant: Mutant | null): Promise<typeof Entry> {
  const outfile = path.join(out, `${mutant ? MUTANTS.indexOf(mutant) : 'none'}.mjs`)
  await build({
    entryPoints: [path.join(import.meta.dirname, 'mutants-entry.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    plugins: [
      {
        name: 'mutate',
        setup: (esbuild) => {
          esbuild.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
            if (!mutant || file !== path.join(root, mutant.file)) return
            const source = readFileSync(file, 'utf8')
            if (source.split(mutant.is).length !== 2)
              throw new Error(`${mutant.file} does not hold this once: ${mutant.is}`)
            return { contents: source.replace(mutant.is, () => mutant.becomes), loader: 'ts' as const }
          })
        },
      },
    ],
  })
  return (await import(outfile)) as typeof Entry
}

/** The invariants that fail, by the first schedule that shows one; empty: none. */
async function caught({ Simulation, schedules, PROFILE }: typeof Entry): Promise<string[]> {
  let invariants: string[] = []
  for (const schedule of fc.sample(schedules(PROFILE), { seed: 11, numRuns: RUNS })) {
    try {
      const { oracle } = await new Simulation(schedule).run()
      invariants = [...new Set(oracle.violations.map(({ invariant }) => invariant))]
    } catch (error) {
      invariants = [error instanceof Error ? error.message.slice(0, 60) : 'threw']
    }
    if (invariants.length > 0) return invariants
  }
  return invariants
}

test(
  'without a bug nothing is found',
  async () => {
    expect(await caught(await load(null))).toEqual([])
  },
  TIMEOUT_MS,
)

test.each(MUTANTS)(
  '$name is found',
  async (mutant) => {
    expect(await caught(await load(mutant))).not.toEqual([])
  },
  TIMEOUT_MS,
)
