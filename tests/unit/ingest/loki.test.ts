/** Loki's push API in both encodings. */
import fc from 'fast-check'
import { compress } from 'snappyjs'
import { describe, expect, test } from 'vitest'
import { decodeLokiJson } from '#lib/ingest/loki-json.ts'
import { readLabels } from '#lib/ingest/loki-labels.ts'
import { decodeLokiProto } from '#lib/ingest/loki-proto.ts'
import { uncompressSnappy } from '#lib/ingest/snappy.ts'
import { lineRecord } from '#lib/server/transports/ingest/text-lines.ts'
import { type Entry, lokiJson, lokiProto, snappy } from '#tests/support/loki-shapes.ts'
import { DECODE_LIMITS, decoded, runAll } from './decoded.ts'

const NOW_MS = 1_800_000_000_000
const json = (value: unknown) =>
  decoded(decodeLokiJson(Buffer.from(JSON.stringify(value)), DECODE_LIMITS, lineRecord, NOW_MS))
const proto = (bytes: Buffer) => decoded(decodeLokiProto(snappy(bytes), 1 << 22, DECODE_LIMITS, lineRecord, NOW_MS))

const ENTRIES: Entry[] = [
  { ms: 1_700_000_000_001, line: 'ERROR: no space left' },
  { ms: 1_700_000_000_002, line: '{"level":"warn","msg":"slow"}' },
  {
    ms: 1_700_000_000_003,
    line: '{"msg":"traced"}',
    metadata: { trace_id: '0AF7651916cd43dd8448eb211c80319c', user: 'ada', level: 'debug' },
  },
  { ms: 1_700_000_000_004, line: 'plain' },
]
const LABELS = { service_name: 'shop', pod: 'shop-1', env: 'prod', level: 'info' }

test('both encodings say the same: device, session, levels, ids and attributes', () => {
  const ofJson = json(lokiJson(LABELS, ENTRIES))
  const ofProto = proto(
    lokiProto([{ labels: '{service_name="shop", pod="shop-1", env="prod", level="info"}', entries: ENTRIES }]),
  )
  expect(ofProto).toEqual(ofJson)
  expect(ofJson[0]?.source).toMatchObject({
    kind: 'loki',
    name: 'shop',
    instance: 'shop-1',
    description: { model: 'shop-1' },
  })
  expect(ofJson[0]?.records).toEqual([
    { timeMs: 1_700_000_000_001, level: 'error', body: 'ERROR: no space left', attributes: { env: 'prod' } },
    { timeMs: 1_700_000_000_002, level: 'warn', body: '{"level":"warn","msg":"slow"}', isJson: true },
    {
      timeMs: 1_700_000_000_003,
      level: 'debug',
      body: '{"msg":"traced"}',
      attributes: { msg: 'traced', env: 'prod', user: 'ada' },
      traceId: '0af7651916cd43dd8448eb211c80319c',
    },
    { timeMs: 1_700_000_000_004, level: 'info', body: 'plain', attributes: { env: 'prod' } },
  ])
})

test('a stream without a telling label has a name all the same', () => {
  expect(json(lokiJson({ env: 'x' }, ENTRIES))[0]?.source).toMatchObject({ name: 'Loki', instance: '' })
})

test('an entry that cannot be read leaves its neighbours alone', () => {
  const push = lokiJson(LABELS, ENTRIES)
  push.streams[0]?.values.splice(1, 0, ['1'] as never, 7 as never)
  expect(json(push)[0]).toMatchObject({ faults: ['broken', 'broken'], records: { length: 4 } })
})

describe('labels in protobuf', () => {
  test.each([
    ['{}', {}],
    ['{a="1"}', { a: '1' }],
    ['{ a = "1" , b="x,}\\"{" }', { a: '1', b: 'x,}"{' }],
    ['{a="\\n\\t\\u00e9\\x41\\U0001F600\\101"}', { a: '\n\té' + 'A😀A' }],
    ['{__proto__="x"}', JSON.parse('{"__proto__":"x"}')],
  ])('%s', (text, labels) => expect(readLabels(text)).toEqual(labels))

  test.each(['', 'a="1"', '{a=1}', '{a="1" b="2"}', '{="1"}', '{a="1}', '{,}'])('%j is refused', (text) => {
    expect(() => readLabels(text)).toThrow()
  })
})

describe('Snappy', () => {
  const bytes = (block: Uint8Array, max = 1 << 22) => Buffer.from(runAll(uncompressSnappy(block, max)))

  test('reads what snappyjs writes, whatever that is', () => {
    const parts = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('abcabcabc', 'x'.repeat(300), '\0').map((text) => new TextEncoder().encode(text)),
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (pieces) => {
        const whole = Buffer.concat(pieces)
        expect(bytes(compress(whole)).equals(whole)).toBe(true)
      }),
      { numRuns: 100 },
    )
    const long = Buffer.alloc(300_000, 'the same line again and again\n')
    expect(bytes(compress(long)).equals(long)).toBe(true)
  })

  test('pauses while it writes, so that no block keeps the thread', () => {
    const steps = uncompressSnappy(compress(Buffer.alloc(1_000_000)), 1 << 22)
    let pauses = 0
    while (!steps.next().done) pauses++
    expect(pauses).toBeGreaterThan(20)
  })

  test('a block says at once that it is too large, and nothing is allocated for a wrong one', () => {
    expect(() => bytes(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f))).toThrow('more than')
    expect(() => bytes(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0x0f))).toThrow('not a valid')
    for (const wrong of [[], [5], [5, 0], [1, 0x01, 0], [4, 0, 1, 0x0d, 9], [1, 0, 65, 0, 65]])
      expect(() => bytes(Uint8Array.from(wrong))).toThrow()
  })
})
