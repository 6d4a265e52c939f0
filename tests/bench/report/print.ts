/** What a run says at its end, as lines: the goals first, then the tables they come from. */
import { RELAY, WS } from '../arms.ts'
import type { LatencyArm } from '../load/latency-run.ts'
import type { Slice } from '../slice.ts'
import { lineThrough, median } from '../statistics.ts'
import { controlOf, costTable, show, slicesOf } from './cost-table.ts'
import { alignedTable, goalTable } from './goal-table.ts'
import { goalsOf } from './goals.ts'
import type { Measurements } from './measurements.ts'

export interface Chapter {
  title: string
  lines: string[]
}

export function chaptersOf(run: Measurements): Chapter[] {
  const chapters: Chapter[] = [{ title: 'Goals', lines: goalTable(goalsOf(run)) }]
  const add = (title: string, lines: string[] | undefined) => lines && chapters.push({ title, lines })
  add('CPU per delivered record', run.cost && [...costTable(run.cost), '', ...controlLines(run.cost)])
  add('Smaller batches', run.batches && slopeTable(run.batches))
  add('Cost by viewers', run.viewersSlope && [...slopeTable(run.viewersSlope), '', slopeSentence(run.viewersSlope)])
  add('Cost by devices', run.devicesSlope && slopeTable(run.devicesSlope))
  add('Two nodes', run.nodes && nodesTable(run.nodes))
  add('Latency', run.latency && latencyTable(run.latency))
  add('Memory of idle connections', run.memory && memoryTable(run.memory))
  add('Viewers that stop reading', run.slow && slowTable(run.slow))
  return chapters
}

function controlLines(slices: Slice[]): string[] {
  const control = controlOf(slices)
  if (!control) return []
  const { median, low, high, isQuiet, disturbed } = control
  const verdict = isQuiet ? 'quiet enough' : 'outside 0.93–1.07: too noisy for fine ratios'
  return [
    `A/A control, the same server twice: ${show(median)}× (${low.toFixed(3)}–${high.toFixed(3)}), ${verdict}. ` +
      `${disturbed} of ${slices.length} slices were disturbed by other programs or the hypervisor.`,
  ]
}

/** One row for each arm and shape, medians over the rounds. */
function slopeTable(slices: Slice[]): string[] {
  const shapes = new Map<string, Slice[]>()
  for (const slice of slices) {
    const key = `${slice.arm} ${slice.viewers} ${slice.devices}`
    shapes.set(key, [...(shapes.get(key) ?? []), slice])
  }
  const faults = (slices: Slice[], pick: (slice: Slice) => number) =>
    String(slices.reduce((sum, slice) => sum + pick(slice), 0))
  return alignedTable([
    ['arm', 'devices', 'viewers', 'CPU-s per million', 'CPU-µs per batch', 'lost', 'repeated', 'reordered'],
    ...[...shapes.values()].map((of) => {
      const [first] = of as [Slice]
      return [
        first.arm,
        String(first.devices),
        String(first.viewers),
        show(median(of.map((slice) => slice.cpuSecondsPerMillion))),
        show(median(of.map((slice) => slice.cpuMicrosecondsPerBatch))),
        faults(of, ({ result }) => result.lost),
        faults(of, ({ result }) => result.repeated),
        faults(of, ({ result }) => result.reordered),
      ]
    }),
  ])
}

function slopeSentence(slices: Slice[]): string {
  const fits = [RELAY, WS].map(({ name }) => {
    const points = slicesOf(slices, name).map((slice): [number, number] => [
      slice.viewers,
      slice.cpuMicrosecondsPerBatch,
    ])
    const { base, each } = lineThrough(points)
    return `${name}: ${show(base)} µs per batch and ${show(each)} µs for each viewer of it`
  })
  return `Straight lines through these points: ${fits.join('; ')}.`
}

function nodesTable(slices: Slice[]): string[] {
  const names = [...new Set(slices.map(({ arm }) => arm))]
  return alignedTable([
    ['arm', 'CPU-s per million, all processes', 'bytes to Redis per record', 'lost', 'repeated'],
    ...names.map((name) => {
      const of = slicesOf(slices, name)
      const records = (slice: Slice) => slice.result.batches * RELAY.batch
      return [
        name === RELAY.name ? 'one node' : name,
        show(median(of.map((slice) => slice.cpuSecondsPerMillion))),
        name === RELAY.name ? '' : show(median(of.map((slice) => (slice.busBytes ?? 0) / records(slice)))),
        String(of.reduce((sum, { result }) => sum + result.lost, 0)),
        String(of.reduce((sum, { result }) => sum + result.repeated, 0)),
      ]
    }),
  ])
}

function latencyTable(latency: NonNullable<Measurements['latency']>): string[] {
  const row = (arm: LatencyArm) => {
    const of = latency.filter((slice) => slice.arm === arm)
    const middle = (pick: (slice: (typeof of)[number]) => number) => show(median(of.map(pick)))
    const sum = (pick: (slice: (typeof of)[number]) => number) =>
      String(of.reduce((total, slice) => total + pick(slice), 0))
    return [
      arm === 'relay' ? 'SDK → relay → viewer' : 'JSON over raw ws',
      middle(({ latencies }) => latencies.p50Ms),
      middle(({ latencies }) => latencies.p99Ms),
      middle(({ latencies }) => latencies.p999Ms),
      sum(({ latencies }) => latencies.count),
      sum(({ lost }) => lost),
      sum(({ repeated }) => repeated),
    ]
  }
  return alignedTable([['path', 'p50 ms', 'p99 ms', 'p999 ms', 'records', 'lost', 'repeated'], row('relay'), row('ws')])
}

function memoryTable(memory: NonNullable<Measurements['memory']>): string[] {
  const mb = (bytes: number) => `${show(bytes / 1e6)} MB`
  const [first] = memory
  const heads = (first?.points ?? []).map(({ connections }) => `with ${connections}`)
  return alignedTable([
    ['connection', ...heads, 'each'],
    ...memory.map(({ kind, points, bytesPerConnection }) => [
      kind === 'ws' ? 'raw ws' : `idle ${kind}`,
      ...points.map(({ bytes }) => mb(bytes)),
      `${show(bytesPerConnection / 1000)} KB`,
    ]),
  ])
}

function slowTable(slow: NonNullable<Measurements['slow']>): string[] {
  const row = (slices: typeof slow, name: string) => [
    name,
    show(median(slices.map(({ latencies }) => latencies.p50Ms))),
    show(median(slices.map(({ latencies }) => latencies.p99Ms))),
    `${show(median(slices.map(({ grownBytes }) => grownBytes / 2 ** 20)))} MiB`,
    `${show(median(slices.map(({ grownHeapBytes }) => grownHeapBytes / 2 ** 20)))} MiB`,
    show(median(slices.map(({ lagging }) => lagging))),
    String(slices.reduce((sum, { lost }) => sum + lost, 0)),
  ]
  return alignedTable([
    ['beside 20 good viewers', 'p50 ms', 'p99 ms', 'relay grew by', 'of that heap', 'taken out', 'lost by the good'],
    row(
      slow.filter((slice) => slice.slow === 0),
      'none',
    ),
    row(
      slow.filter((slice) => slice.slow > 0),
      '20 that do not read',
    ),
  ])
}
