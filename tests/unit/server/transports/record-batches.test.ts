import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchFault, FLAG } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { decodeRecords, type LogRecord } from '#lib/protocol/record.ts'
import { type Piece, RecordBatches } from '#lib/server/transports/record-batches.ts'

const SESSION = 'session_0000000000000000000000'
const record = (body: string, level: LogRecord['level'] = 'info'): LogRecord => ({ timeMs: 1, level, body })
const numbersOf = (piece: Piece) =>
  piece.kind === 'lost' ? piece.range : [piece.batch.header[2], piece.batch.header[2] + piece.batch.header[3] - 1]

test('[FB3] every log has a number, in order and without gaps, whether it was lost or not', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), size: fc.integer({ min: 0, max: 40_000 }) }),
    fc.constantFrom({ kind: 'lose' as const }, { kind: 'take' as const }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const batches = new RecordBatches(SESSION)
      const pieces: Piece[] = []
      let count = 0
      for (const { kind, ...rest } of events) {
        if (kind === 'take') pieces.push(...batches.take())
        else {
          count++
          if (kind === 'lose') batches.lose()
          else batches.add(record('x'.repeat('size' in rest ? rest.size : 0)), 'frame')
        }
      }
      pieces.push(...batches.take())
      let next = 1
      for (const piece of pieces) {
        const [from = 0, to = 0] = numbersOf(piece)
        expect(from).toBe(next)
        next = to + 1
        if (piece.kind === 'lost') continue
        const { header, bytes } = piece.batch
        expect(batchFault(header, bytes)).toBeNull()
        expect(decodeRecords(Buffer.from(bytes).toString(), header[2], header[3])).toHaveLength(piece.frames.length)
      }
      expect(next).toBe(count + 1)
      const lost = pieces.reduce(
        (sum, { kind, ...piece }) => ('range' in piece ? sum + piece.range[1] - piece.range[0] + 1 : sum),
        0,
      )
      expect(lost).toBe(events.filter(({ kind }) => kind === 'lose').length)
      expect(batches.head).toMatchObject({ head: count, tail: count + 1, counters: { records: count } })
      expect(batches.take()).toEqual([])
    }),
  )
})

test('[limit batchRecordsMax][limit batchFlushBytes] a batch is no larger than those of devices', () => {
  const batches = new RecordBatches(SESSION)
  for (let i = 0; i < LIMITS.batchRecordsMax + 1; i++) batches.add(record(''), '')
  expect(batches.take().map(numbersOf)).toEqual([
    [1, 512],
    [513, 513],
  ])
  for (let i = 0; i < 3; i++) batches.add(record('x'.repeat(LIMITS.batchFlushBytes / 2)), '')
  expect(batches.take().map(numbersOf)).toEqual([
    [514, 514],
    [515, 515],
    [516, 516],
  ])
})

test('[BT5] a log above the bound is cut, and its batch says so', () => {
  const batches = new RecordBatches(SESSION)
  batches.add(record('x'.repeat(LIMITS.recordBytesMax * 2)), '')
  const [piece] = batches.take()
  expect(piece?.kind === 'batch' && piece.batch.header[1]).toBe(FLAG.truncated)
})

test('[DV4] levels are counted, seen or not; a lost log has none', () => {
  const batches = new RecordBatches(SESSION)
  batches.add(record('a', 'error'), '')
  batches.lose()
  batches.forget()
  expect(batches.pendingBytes).toBe(0)
  expect(batches.take()).toEqual([])
  expect(batches.head.counters.levels).toEqual([0, 0, 0, 0, 1, 0, 1])
})

test('[FB7] a continued session continues its numbers', () => {
  const before = new RecordBatches(SESSION)
  before.add(record('a'), '')
  const after = new RecordBatches(SESSION, { head: before.head.head, counters: before.head.counters })
  after.add(record('b', 'warn'), '')
  expect(after.take().map(numbersOf)).toEqual([[2, 2]])
  expect(after.head.counters).toMatchObject({ records: 2, levels: [0, 0, 1, 1, 0, 0, 0] })
})
