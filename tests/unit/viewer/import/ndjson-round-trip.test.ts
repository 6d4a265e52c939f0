/** What is saved as NDJSON and opened again is the same log, wherever the pieces of the file end. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonFile } from '#lib/viewer/export/json-file.ts'
import { ndjsonFile } from '#lib/viewer/export/ndjson-file.ts'
import { anyLog, factsOf, heldLog, pagesOf, textOf } from '#tests/unit/viewer/export/any-record.ts'
import { readBytes } from './read-bytes.ts'

test('NDJSON keeps every field of every record, the holes between them, and the sessions', async () => {
  await fc.assert(
    fc.asyncProperty(anyLog, fc.integer({ min: 1, max: 5_000 }), async (log, pieceBytes) => {
      const held = heldLog(log)
      const text = await textOf(ndjsonFile(pagesOf(held), factsOf(held.sessions)))
      const read = readBytes(new TextEncoder().encode(text), pieceBytes)
      expect(read.records).toEqual(held.records)
      expect(read.sessions).toEqual(held.sessions)
      expect(read.reader.faultCount).toBe(0)
      expect(read.reader.isWhole).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('the array of a JSON file keeps every record, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(anyLog, fc.integer({ min: 1, max: 5_000 }), async (log, pieceBytes) => {
      const held = heldLog(log)
      fc.pre(held.records.length > 0)
      const text = await textOf(jsonFile(pagesOf(held), factsOf(held.sessions)))
      expect(JSON.parse(text)).toHaveLength(held.records.length)
      const read = readBytes(new TextEncoder().encode(text), pieceBytes)
      const isOne = held.sessions.length === 1
      expect(read.records).toEqual(isOne ? held.records.map((one) => ({ ...one, session: 'file' })) : held.records)
    }),
    { numRuns: 200 },
  )
})

test('a session that began while the file was written is in it', async () => {
  const held = heldLog([
    [[1, { timeMs: 1, level: 'info', body: 'one' }]],
    [[1, { timeMs: 2, level: 'info', body: 'two' }]],
  ])
  const text = await textOf(ndjsonFile(pagesOf(held), factsOf(held.sessions.slice(0, 1))))
  const read = readBytes(new TextEncoder().encode(text), 100)
  expect(read.records).toEqual(held.records)
  expect(read.sessions.map(({ id }) => id)).toEqual(['session0', 'session1'])
})

test.each([1, 2, 7, 40])('pieces of %i bytes change nothing', async (pieceBytes) => {
  const body = 'Ünïcödé 😀 Имя\nsecond line'
  const held = heldLog([[1, 2, 3].map((step) => [step, { timeMs: step + 0.5, level: 'warn', body }] as const)])
  const text = await textOf(ndjsonFile(pagesOf(held), factsOf(held.sessions)))
  const read = readBytes(new TextEncoder().encode(text), pieceBytes)
  expect(read.records).toEqual(held.records)
  expect([...read.reader.holes()]).toEqual([
    { session: 'session0', range: [2, 2] },
    { session: 'session0', range: [4, 5] },
  ])
})

test('files that are joined keep their records apart, whichever session comes first in each', async () => {
  const held = heldLog([
    [[1, { timeMs: 1, level: 'info', body: 'one' }]],
    [[1, { timeMs: 2, level: 'info', body: 'two' }]],
  ])
  const [one, two] = held.sessions
  const [left, right] = await Promise.all(
    [held.sessions, [two, one] as typeof held.sessions].map((sessions) =>
      textOf(ndjsonFile(pagesOf(held), factsOf(sessions))),
    ),
  )
  // In each, the only record is of the session that its file names first, so it does not name it again.
  const joined = left?.replace(/.*"two".*\n/, '') + (right?.replace(/.*"one".*\n/, '') ?? '')
  const read = readBytes(new TextEncoder().encode(joined), 50)
  expect(read.records).toEqual(held.records)
  expect(read.reader.faultCount).toBe(0)
})
