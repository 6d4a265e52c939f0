/** Formats the results of a run as lines: the goals first, then the tables behind them. */
import { checkoutArms, RELAY, WS } from '#tests/bench/arms.ts'
import type { LatencyArm } from '#tests/bench/load/latency-run.ts'
import type { ListsRun } from '#tests/bench/sections/lists.ts'
import { CROWDS, type Crowd, type StrangersSlice } from '#tests/bench/sections/strangers.ts'
import { faultsOf, type Slice } from '#tests/bench/slice.ts'
import { lineThrough, median, type Ratio } from '#tests/bench/statistics.ts'
import { alignedTable } from './aligned-table.ts'
import { controlOf, costRatio, costsOf, costTable, show, slicesOf } from './cost-table.ts'
import { goalTable } from './goal-table.ts'
import { goalsOf } from './goals.ts'
import { ingestTable } from './ingest-table.ts'
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
  add('Cost by viewers', run.viewersSlope && [...slopeTable(run.viewersSlope), '', ...slopeLines(run.viewersSlope)])
  add('Cost by devices', run.devicesSlope && slopeTable(run.devicesSlope))
  add('Beside the other checkout', run.against && againstTable(run.against))
  add('Two nodes', run.nodes && nodesTable(run.nodes))
  add('Latency', run.latency && latencyTable(run.latency))
  add('Memory of idle connections', run.memory && memoryTable(run.memory))
  add('Viewers that stop reading', run.slow && slowTable(run.slow))
  add('Pages of a large team', run.lists === undefined ? undefined : listsTable(run.lists))
  add('Programs without the SDK', run.ingest && ingestTable(run.ingest))
  add('Strangers', Array.isArray(run.strangers) ? strangersTable(run.strangers) : undefined)
  return chapters
}

function listsTable(lists: ListsRun | string): string[] {
  if (typeof lists === 'string') return [lists]
  const { devices, sessions, pages } = lists
  const count = (n: number) => n.toLocaleString('en-US')
  return [
    `${count(sessions)} sessions of ${count(devices)} devices in SQLite; at most 100 ms and 150 KB are wanted.`,
    '',
    ...alignedTable([
      ['page', 'ms', 'CPU-ms', 'KB'],
      ...pages.map(({ page, ms, cpuMs, bytes }) => [page, ms.toFixed(0), cpuMs.toFixed(0), (bytes / 1000).toFixed(0)]),
    ]),
  ]
}

function controlLines(slices: Slice[]): string[] {
  const control = controlOf(slices)
  if (!control) return []
  const { median, low, high, isQuiet, disturbed } = control
  const verdict = isQuiet ? 'quiet enough' : 'outside 0.93–1.07: too noisy for fine ratios'
  return [
    `A/A control, the same server twice: ${show(median)}× (${low.toFixed(3)}–${high.toFixed(3)}), ${verdict}.`,
    `Other programs or the hypervisor disturbed ${disturbed} of ${slices.length} slices.`,
  ]
}

/** One row for each arm and shape; medians over the rounds. */
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

function slopeLines(slices: Slice[]): string[] {
  const fits = [RELAY, WS].map(({ name }) => {
    const points = slicesOf(slices, name).map((slice): [number, number] => [
      slice.viewers,
      slice.cpuMicrosecondsPerBatch,
    ])
    const { base, each } = lineThrough(points)
    return `- ${name}: ${show(base)} µs per batch and ${show(each)} µs for each viewer of it`
  })
  return ['Straight lines through these points:', '', ...fits]
}

/** Above 1, this checkout costs more. A difference counts if the intervals of the two columns do not overlap. */
function againstTable({ checkout, slices }: NonNullable<Measurements['against']>): string[] {
  const interval = (ratio: Ratio | null) =>
    ratio ? `${ratio.median.toFixed(3)}× (${ratio.low.toFixed(3)}–${ratio.high.toFixed(3)})` : ''
  return alignedTable([
    ['arm', 'CPU-s per million before', 'now', 'now against before', 'before against itself (A/A)', 'faults now'],
    ...checkoutArms(checkout).map(({ now, before, control }) => [
      now.name,
      show(median(costsOf(slices, before.name))),
      show(median(costsOf(slices, now.name))),
      interval(costRatio(slices, now.name, before.name)),
      interval(costRatio(slices, control.name, before.name)),
      String(slicesOf(slices, now.name).reduce((sum, slice) => sum + faultsOf(slice), 0)),
    ]),
  ])
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

function strangersTable(slices: StrangersSlice[]): string[] {
  const row = ({ connections, hasOwnAddresses }: Crowd) => {
    const of = slices.filter((slice) => slice.connections === connections && slice.hasOwnAddresses === hasOwnAddresses)
    const middle = (pick: (slice: StrangersSlice) => number) => show(median(of.map(pick)))
    const sum = (pick: (slice: StrangersSlice) => number) => of.reduce((total, slice) => total + pick(slice), 0)
    const answers = (isWanted: (status: number) => boolean) =>
      sum(({ strangers }) =>
        Object.entries(strangers.statuses).reduce((all, [status, n]) => all + (isWanted(Number(status)) ? n : 0), 0),
      ) /
      Math.max(
        1,
        sum(({ strangers }) => strangers.seconds),
      )
    return [
      connections === 0 ? 'none' : `${connections}, ${hasOwnAddresses ? 'own addresses' : 'one address'}`,
      middle(({ live }) => live.latencies.p50Ms),
      middle(({ live }) => live.latencies.p99Ms),
      middle(({ live }) => live.latencies.maxMs),
      String(sum(({ live }) => live.lost)),
      middle(({ pages }) => pages.p99Ms),
      String(sum(({ pagesFailed }) => pagesFailed)),
      show(answers((status) => status > 0 && status < 400)),
      show(answers((status) => status === 0 || status >= 400)),
    ]
  }
  return alignedTable([
    [
      ...['strangers', 'live p50 ms', 'live p99 ms', 'live max ms', 'lost'],
      ...['page p99 ms', 'pages failed', 'served a second', 'refused a second'],
    ],
    row({ connections: 0, hasOwnAddresses: true }),
    ...CROWDS.map(row),
  ])
}
