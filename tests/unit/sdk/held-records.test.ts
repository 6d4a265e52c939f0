/** The records of a logger as a direct server reads them: every record that is held, wherever it is, and word of each new one. */
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Batch, FLAG } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type HeldRecords, ringOf } from '#lib/sdk/delivery/held-records.ts'
import { startWith } from '#lib/sdk/start-agent-logger.ts'

const OPTIONS = { server: '', token: '', warn: () => {} }

function held(logger: object): HeldRecords {
  const found = ringOf(logger)
  if (!found) throw new Error('not a logger of ours')
  return found
}

const linesOf = ({ header, bytes }: Batch) =>
  (header[1] & FLAG.deflate ? inflateRawSync(bytes) : Buffer.from(bytes)).toString().split('\n')

/** The bodies of all records above `seq`, in order, as a viewer that keeps reading would get them. */
function bodiesAfter(records: HeldRecords, seq: number): string[] {
  const bodies: string[] = []
  for (let piece = records.after(seq); piece; piece = records.after(seq)) {
    const first = 'header' in piece ? piece.header[2] : piece.first
    const lines = 'header' in piece ? linesOf(piece) : piece.lines
    for (const line of lines.slice(Math.max(0, seq + 1 - first))) bodies.push(JSON.parse(line).b)
    seq = first + lines.length - 1
  }
  return bodies
}

test('a foreign logger has no records for us', () => {
  for (const value of [null, undefined, {}, 'logger']) expect(ringOf(value)).toBeUndefined()
})

test('every held record is there: sealed before and after the first look, and not sealed yet', () => {
  const logger = startWith(OPTIONS, {})
  logger.info('early')
  const records = held(logger)
  const wanted = ['early']
  for (let i = 0; i < 1_500; i++) {
    wanted.push(`record ${i} ${'.'.repeat(30)}`)
    logger.info(wanted[i + 1])
  }
  expect(records.head).toBe(1_501)
  expect(bodiesAfter(records, 0)).toEqual(wanted)
  expect(bodiesAfter(records, 700)).toEqual(wanted.slice(700))
  expect(records.after(1_501)).toBeUndefined()
  expect(bodiesAfter(records, 1_500)).toEqual(wanted.slice(-1))
})

test('the listener is called for each record once it is held, until it is stopped', () => {
  const logger = startWith(OPTIONS, {})
  const records = held(logger)
  const heads: number[] = []
  const stop = records.onRecord(() => heads.push(records.head))
  logger.info('one')
  logger.warn('two')
  stop()
  logger.info('three')
  expect(heads).toEqual([1, 2])
  expect(held(logger)).toBe(records)
})

test('records that the ring had to drop are no longer held', () => {
  const logger = startWith({ ...OPTIONS, ringRecordsMax: LIMITS.batchRecordsMax }, {})
  const records = held(logger)
  for (let i = 1; i <= 3_000; i++) logger.info(`record ${i}`)
  const bodies = bodiesAfter(records, 0)
  expect(bodies.length).toBeLessThan(2 * LIMITS.batchRecordsMax)
  expect(bodies.at(-1)).toBe('record 3000')
  expect(new Set(bodies).size).toBe(bodies.length)
})
