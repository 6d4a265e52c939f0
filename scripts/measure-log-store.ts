/**
 * Measures the log store of the viewer with many records: memory, cost of appending, and full searches.
 * `node --expose-gc --import tsx scripts/measure-log-store.ts [records]`
 */
import { decodeRecords, encodeRecord, type LogRecord } from '#lib/protocol/record.ts'
import type { LogFilter } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const COUNT = Number(process.argv[2] ?? 1_000_000)
const BATCH = 100
const LEVELS = ['debug', 'info', 'info', 'info', 'info', 'info', 'info', 'info', 'warn', 'error'] as const
const WORDS = ['cart', 'checkout', 'session', 'payment', 'user', 'inventory', 'timeout', 'retry', 'cache', 'database']

/** About 140 bytes as NDJSON. */
function recordOf(seq: number): LogRecord {
  const word = WORDS[seq % WORDS.length]
  const rare = seq % 100_003 === 77 ? ' needle-in-the-haystack' : ''
  return {
    timeMs: 1_790_000_000_000 + seq,
    level: LEVELS[(seq * 7) % 10] ?? 'info',
    body: `GET /api/v1/${word}/${seq} answered 200 in ${seq % 400} ms for request req-${seq * 31}${rare}`,
    scope: 'http.server',
  }
}

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {})
function memory(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

let text = 0
let frame: (() => void) | null = null
const store = new LogStore({
  schedule: (run) => {
    frame = run
  },
  defer: () => {},
  sliceMs: Number.POSITIVE_INFINITY,
})
const before = memory()
/** Batches arrive faster than frames are drawn. */
function drawFrame(): void {
  const run = frame
  frame = null
  run?.()
}
let storeMs = 0
let decodeMs = 0
for (let first = 1; first <= COUNT; first += BATCH) {
  const lines = Array.from({ length: BATCH }, (_, i) => encodeRecord(recordOf(first + i))).join('\n')
  text += lines.length
  const decodingMs = performance.now()
  const records = decodeRecords(lines, first, BATCH)
  const startMs = performance.now()
  store.append('s', records, lines.length)
  if (first % 2_000 === 1) drawFrame()
  storeMs += performance.now() - startMs
  decodeMs += startMs - decodingMs
}
drawFrame()
const grown = memory() - before
console.log(
  `${store.view().total} records of ${(text / COUNT).toFixed(0)} B: ${mb(grown)}, ${(grown / COUNT).toFixed(0)} B each`,
)
console.log(
  `append ${((storeMs * 1e3) / COUNT).toFixed(2)} µs a record with frames, decoding before it ${((decodeMs * 1e3) / COUNT).toFixed(2)} µs`,
)

const cpuMs = () => process.cpuUsage().user / 1e3
const time = (name: string, filter: LogFilter) => {
  const startMs = cpuMs()
  store.setFilter(filter)
  drawFrame()
  console.log(`${name}: CPU ${(cpuMs() - startMs).toFixed(0)} ms, ${store.view().matched} match`)
}
for (const round of ['first', 'again']) {
  console.log(round)
  time('rare word', { levels: [], text: 'needle-in-the' })
  time('short rare word', { levels: [], text: 'zzz' })
  time('frequent word', { levels: [], text: 'answered' })
  time('one of ten', { levels: [], text: 'timeout' })
  time('two words', { levels: [], text: 'timeout answered' })
  time('capital letters', { levels: [], text: 'GET' })
  time('one letter', { levels: [], text: 'e' })
  time('beyond ASCII', { levels: [], text: 'ошибка' })
  time('a level', { levels: ['error'], text: '' })
  time('a level and a word', { levels: ['error'], text: 'timeout' })
  time('without a word', { levels: [], text: '-timeout' })
  time('nothing', { levels: [], text: '' })
}
