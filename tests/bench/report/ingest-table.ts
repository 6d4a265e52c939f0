/** The cost of a record that comes without our SDK, by format, beside the floor; and how far the control was from itself. */
import { INGEST_FORMATS, type IngestFormat } from '#tests/bench/load/ingest-formats.ts'
import type { IngestArm, IngestSlice } from '#tests/bench/sections/ingest.ts'
import { median, ratioOf } from '#tests/bench/statistics.ts'
import { alignedTable } from './aligned-table.ts'
import { show } from './cost-table.ts'

const NAMES: Record<IngestFormat, string> = {
  ndjson: 'lines of JSON',
  'otlp-proto': 'OTLP, protobuf',
  'otlp-json': 'OTLP, JSON',
  'loki-json': 'Loki, JSON',
}

export function ingestTable(slices: readonly IngestSlice[]): string[] {
  const of = (format: IngestFormat, arm: IngestArm) =>
    slices.filter((slice) => slice.format === format && slice.arm === arm).sort((a, b) => a.round - b.round)
  const micros = (some: readonly IngestSlice[]) => some.map((slice) => (slice.serverCpuSeconds / slice.records) * 1e6)
  const perSecond = (some: readonly IngestSlice[]) =>
    Math.round(median(some.map(({ records, seconds }) => records / seconds))).toLocaleString('en-US')
  const rows = INGEST_FORMATS.map((format) => {
    const [ours, floor] = [of(format, 'ours'), of(format, 'floor')]
    const ratio = ratioOf(micros(ours), micros(floor))
    const sum = (pick: (slice: IngestSlice) => number) => String(ours.reduce((total, slice) => total + pick(slice), 0))
    return [
      ...[NAMES[format], show(median(micros(ours))), show(median(micros(floor)))],
      ...[`${show(ratio.median)}×`, `${show(ratio.low)}–${show(ratio.high)}`],
      ...[perSecond(ours), perSecond(floor)],
      ...[sum(({ lost }) => lost), sum(({ refused }) => refused)],
    ]
  })
  const control = ratioOf(micros(of('ndjson', 'ours')), micros(of('ndjson', 'control')))
  return [
    'From the request to one viewer; the floor only parses the same bodies with JSON.parse or `pbf`, and forgets them.',
    'Sources get at most half of the thread, so a server that does nothing else takes half as many records a second as it could.',
    '',
    ...alignedTable([
      [
        ...['format', 'CPU-µs per record', 'floor', 'ours costs', '95 % interval'],
        ...['records/s', 'floor records/s', 'lost', 'bodies refused'],
      ],
      ...rows,
    ]),
    '',
    `A/A control, lines of JSON twice: ${show(control.median)}× (${control.low.toFixed(3)}–${control.high.toFixed(3)}).`,
  ]
}
