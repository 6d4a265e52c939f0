/** One run, section by section. A failing section is reported and does not stop the others. */
import { LOG_IO } from './arms.ts'
import { bundleWorkers } from './bundle.ts'
import type { Plan } from './interleave.ts'
import { LOAD_CORE, PinnedWorker } from './pinned-worker.ts'
import { type Measurements, thisMachine } from './report/measurements.ts'
import { measureColdStart } from './sections/cold-start.ts'
import {
  measureBatchSizes,
  measureCheckouts,
  measureCost,
  measureDevices,
  measureTwoNodes,
  measureViewers,
} from './sections/cost.ts'
import { measureIngest } from './sections/ingest.ts'
import { measureLatency } from './sections/latency.ts'
import { measureLists } from './sections/lists.ts'
import { measureMemory } from './sections/memory.ts'
import { measureSlowViewers } from './sections/slow-viewer.ts'
import { measureStrangers } from './sections/strangers.ts'
import { installLogIo } from './servers/log-io.ts'

export const SECTIONS = [
  'cost',
  'batches',
  'viewers',
  'devices',
  'nodes',
  'latency',
  'memory',
  'slow',
  'strangers',
  'ingest',
  'start',
  'lists',
  'against',
] as const
export type Section = (typeof SECTIONS)[number]

export interface RunOptions {
  sections: ReadonlySet<Section>
  command: string
  /** Rounds of every section, instead of its own number. */
  rounds?: number
  /** Three times as many rounds. */
  isFull: boolean
  viewers: number
  seed: number
  corpusDir?: string
  withLogIo: boolean
  /** Root of another checkout to compare with this one. */
  against?: string
  progress: (text: string) => void
}

export async function measure(options: RunOptions): Promise<Measurements> {
  const { sections, command, viewers, seed, progress } = options
  const startedAtMs = Date.now()
  await bundleWorkers()
  if (options.against) await bundleWorkers(options.against)
  const times = options.isFull ? 3 : 1
  const rounds = (count: number) => options.rounds ?? count * times
  const run: Measurements = {
    machine: thisMachine(),
    command,
    startedAt: new Date(startedAtMs).toISOString(),
    seconds: 0,
    seed,
    viewers,
    failures: [],
  }
  const section = async (name: Section, take: (load: PinnedWorker) => Promise<void>) => {
    if (!sections.has(name)) return
    progress(name)
    // A process of its own, so that leftovers of one section do not burden the next.
    const load = new PinnedWorker('load', LOAD_CORE)
    try {
      await take(load)
    } catch (error) {
      run.failures.push({ section: name, reason: error instanceof Error ? error.message : String(error) })
    } finally {
      await load.stop()
    }
  }
  const plan = (load: PinnedWorker, count: number): Plan => ({
    ...{ load, rounds: rounds(count), seed, progress },
    ...(options.corpusDir ? { corpusDir: options.corpusDir } : {}),
  })
  await section('cost', async (load) => {
    const missing = options.withLogIo ? installLogIo() : null
    if (missing) run.logIo = missing
    const more = options.withLogIo && !missing ? [LOG_IO] : []
    run.cost = await measureCost(plan(load, 12), viewers, more)
  })
  await section('batches', async (load) => {
    run.batches = await measureBatchSizes(plan(load, 3))
  })
  await section('viewers', async (load) => {
    run.viewersSlope = await measureViewers(plan(load, 3))
  })
  await section('devices', async (load) => {
    run.devicesSlope = await measureDevices(plan(load, 2))
  })
  await section('nodes', async (load) => {
    run.nodes = await measureTwoNodes(plan(load, 4))
  })
  await section('latency', async (load) => {
    run.latency = await measureLatency(load, rounds(6), 2, progress)
  })
  await section('memory', async (load) => {
    run.memory = []
    for (const kind of ['viewer', 'device', 'ws'] as const) run.memory.push(await measureMemory(load, kind))
  })
  await section('slow', async (load) => {
    run.slow = await measureSlowViewers(load, rounds(3), 3, seed, progress)
  })
  await section('strangers', async (load) => {
    run.strangers = await measureStrangers(load, rounds(4), 4, progress)
  })
  await section('ingest', async (load) => {
    run.ingest = await measureIngest(load, rounds(6), seed, progress)
  })
  await section('start', async () => {
    run.start = await measureColdStart(3 * times)
  })
  await section('lists', async () => {
    run.lists = await measureLists(progress)
  })
  const { against } = options
  if (against)
    await section('against', async (load) => {
      run.against = { checkout: against, slices: await measureCheckouts(plan(load, 8), against) }
    })
  run.seconds = (Date.now() - startedAtMs) / 1000
  return run
}
