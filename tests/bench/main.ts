/**
 * `npm run bench`: the table of what this product promises about speed and memory, measured in one run. Arms are
 * interleaved, the servers' CPU time is counted and not the clock, and an A/A control says how much the machine let be known.
 * `--rounds N` repeats the cost of a record only; `--only NAME,…` picks sections; `--full` takes more rounds of everything.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { LOG_IO } from './arms.ts'
import { bundleWorkers } from './bundle.ts'
import type { Plan } from './interleave.ts'
import { LOAD_CORE, PinnedWorker } from './pinned-worker.ts'
import { machineLine, writePage } from './report/benchmarks-page.ts'
import { type Measurements, thisMachine } from './report/measurements.ts'
import { chaptersOf } from './report/print.ts'
import { measureColdStart } from './sections/cold-start.ts'
import {
  measureBatchSizes,
  measureCost,
  measureDevices,
  measureTwoNodes,
  measureViewers,
  VIEWERS,
} from './sections/cost.ts'
import { measureLatency } from './sections/latency.ts'
import { measureMemory } from './sections/memory.ts'
import { measureSlowViewers } from './sections/slow-viewer.ts'
import { installLogIo } from './servers/log-io.ts'

const SECTIONS = ['cost', 'batches', 'viewers', 'devices', 'nodes', 'latency', 'memory', 'slow', 'start'] as const
type Section = (typeof SECTIONS)[number]

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string' },
    viewers: { type: 'string', default: String(VIEWERS) },
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    with: { type: 'string', multiple: true, default: [] },
    corpus: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
    /** Measures nothing: reads what an earlier run wrote with --json. */
    from: { type: 'string' },
    /** Renews docs/BENCHMARKS.md and its pictures, with what bench:drop and bench:sdk have written. */
    write: { type: 'boolean', default: false },
    drop: { type: 'string' },
    sdk: { type: 'string' },
  },
})

const run = options.from ? (JSON.parse(readFileSync(options.from, 'utf8')) as Measurements) : await measure()
for (const { title, lines } of chaptersOf(run)) console.log([`\n## ${title}\n`, ...lines].join('\n'))
const { machine } = run
console.log(
  `\n${machineLine(machine)}; commit ${machine.commit}${machine.isDirty ? ' with changes' : ''}; ${Math.round(run.seconds)} s`,
)
if (options.write)
  await writePage(run, {
    ...(options.drop ? { drop: options.drop } : {}),
    ...(options.sdk ? { sdk: options.sdk } : {}),
  })
if (options.json) writeFileSync(options.json, JSON.stringify(run, null, 1))
process.exit(0)

function wanted(): Set<Section> {
  const names = options.only?.split(',') ?? (options.rounds ? ['cost'] : SECTIONS)
  for (const name of names)
    if (!SECTIONS.includes(name as Section)) throw new Error(`--only knows ${SECTIONS.join(', ')}; not "${name}"`)
  return new Set(names as Section[])
}

async function measure(): Promise<Measurements> {
  const sections = wanted()
  const startedAtMs = Date.now()
  await bundleWorkers()
  const load = new PinnedWorker('load', LOAD_CORE)
  const seed = Number(options.seed)
  const times = options.full ? 3 : 1
  const rounds = (count: number) => Number(options.rounds ?? count * times)
  const progress = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${text.slice(0, 100).padEnd(100)}`)
    else if (process.env.BENCH_TRACE) console.error(`${Math.round((Date.now() - startedAtMs) / 1000)} s ${text}`)
  }
  const plan = (count: number): Plan => ({
    ...{ load, rounds: rounds(count), seed, progress },
    ...(options.corpus ? { corpusDir: options.corpus } : {}),
  })
  const viewers = Number(options.viewers)
  const measured: Measurements = {
    machine: thisMachine(),
    command: `npm run bench${options.full ? ' -- --full' : ''}`,
    startedAt: new Date(startedAtMs).toISOString(),
    seconds: 0,
    seed,
    viewers,
  }
  if (sections.has('cost')) {
    const missing = options.with.includes('log.io') ? installLogIo() : 'not asked for'
    if (options.with.includes('log.io') && missing) measured.logIo = missing
    measured.cost = await measureCost(plan(9), viewers, missing ? [] : [LOG_IO])
  }
  if (sections.has('batches')) measured.batches = await measureBatchSizes(plan(3))
  if (sections.has('viewers')) measured.viewersSlope = await measureViewers(plan(2))
  if (sections.has('devices')) measured.devicesSlope = await measureDevices(plan(2))
  if (sections.has('nodes')) measured.nodes = await measureTwoNodes(plan(4))
  if (sections.has('latency')) measured.latency = await measureLatency(load, rounds(6), 2, progress)
  if (sections.has('memory')) {
    measured.memory = []
    for (const kind of ['viewer', 'device', 'ws'] as const) {
      progress(`memory: idle ${kind}`)
      measured.memory.push(await measureMemory(load, kind))
    }
  }
  if (sections.has('slow')) measured.slow = await measureSlowViewers(load, rounds(3), 3, seed, progress)
  if (sections.has('start')) {
    progress('starts')
    measured.start = await measureColdStart(3 * times)
  }
  progress('')
  await load.stop()
  measured.seconds = (Date.now() - startedAtMs) / 1000
  return measured
}
