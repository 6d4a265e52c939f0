/** What a store passes over without decoding it must not pass: chunks find what the test of a record finds. */
import { expect, test } from 'vitest'
import { decodeRecord } from '#lib/protocol/record.ts'
import { LogChunk } from '#lib/viewer/log-chunk.ts'
import { matcherOf } from '#lib/viewer/record-matcher.ts'
import { RecordTest } from '#lib/viewer/record-test.ts'

const record = (line: object) => ({ ...decodeRecord(JSON.stringify({ t: 1, l: 'info', ...line })), seq: 1 })

test.each([
  ['prefix:web-1', record({ b: 'web-1 | {"msg":"hello there"}', j: 1 })],
  ['prefix:*', record({ b: 'web-1 | {"msg":"hello there"}', j: 1 })],
  ['-prefix:web-1', record({ b: 'web-1 | {"msg":"hello there"}', j: 1 })],
  ['k:1000*', record({ b: '{"k":1e3}', j: 1 })],
  ['k:/^1000$/', record({ b: '{"k":1e3}', j: 1 })],
  ['k:(1000 OR 5)', record({ b: '{"k":1e3}', j: 1 })],
  ['logger:abc', record({ b: 'hello', j: 1, s: 'abc' })],
  ['-logger:abc', record({ b: 'hello', j: 1, s: 'abc' })],
] as const)('%s', (text, one) => {
  const matcher = matcherOf({ levels: [], text })
  expect(matcher).not.toBeNull()
  if (!matcher) return
  const chunk = LogChunk.of([one], 100)
  chunk.filter(new RecordTest(matcher), 1)
  expect(chunk.matchCount).toBe(matcher.test(one) ? 1 : 0)
})

test('what is not known of a device hides nothing, whichever way it is negated', () => {
  const shows = (text: string) => matcherOf({ levels: [], text })?.test(record({ b: 'foo' })) ?? true
  for (const text of ['-(device:pixel foo)', '-device:pixel OR -foo', '-(device:pixel OR bar)', 'foo device:pixel'])
    expect(shows(text), text).toBe(true)
  expect(shows('-(device:pixel OR foo)')).toBe(false)
  expect(shows('-(bar device:pixel)')).toBe(true)
})
