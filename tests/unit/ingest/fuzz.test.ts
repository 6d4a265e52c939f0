/**
 * Mutated payloads: every decoder ends in time, with records or an Undecodable, and holds on to nothing. 2,000 for each decoder;
 * 100,000 with LONG=1.
 */
import { expect, test } from 'vitest'
import { readJsonArray } from '#lib/ingest/json-array.ts'
import { decodeLokiJson } from '#lib/ingest/loki-json.ts'
import { decodeLokiProto } from '#lib/ingest/loki-proto.ts'
import { decodeOtlpJson } from '#lib/ingest/otlp-json.ts'
import { decodeOtlpProto } from '#lib/ingest/otlp-proto.ts'
import { type SourceRecords, type Steps, Undecodable } from '#lib/ingest/source.ts'
import { encodeBounded } from '#lib/protocol/encode-bounded.ts'
import { describeSource, sessionKeyOf } from '#lib/server/transports/ingest/describe-source.ts'
import { lineRecord } from '#lib/server/transports/ingest/text-lines.ts'
import { inTime } from '#tests/support/in-time.ts'
import { lokiJson, lokiProto, snappy } from '#tests/support/loki-shapes.ts'
import { DECODE_LIMITS, golden, runAll } from './decoded.ts'
import { collector, java, python } from './otlp-shapes.ts'

const RUNS = process.env.LONG ? 100_000 : 2_000
const TIMEOUT_MS = process.env.LONG ? 600_000 : 60_000

/** xorshift32: the same payloads in every run. */
function randomOf(seed: number) {
  let state = seed
  return (below: number) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const SIGNS = Buffer.from('{}[]",:\\0919eE-+ntfu \u0000ÿ')

function mutate(from: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(from)
  for (let i = 1 + random(4); i > 0; i--) {
    const at = random(bytes.length + 1)
    const length = random(Math.min(64, bytes.length - at + 1))
    const kind = random(6)
    if (kind === 0) bytes[at % bytes.length] = random(256)
    else if (kind === 1) bytes[at % bytes.length] = SIGNS[random(SIGNS.length)] as number
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)])
    else if (kind === 4)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xff, 0xff, 0x7f]), bytes.subarray(at)])
    else bytes = bytes.subarray(0, at)
    if (bytes.length === 0) bytes = Buffer.from([random(256)])
  }
  return bytes
}

const ENTRIES = [
  { ms: 1, line: 'ERROR: no', metadata: { a: 'b', trace_id: '0af7651916cd43dd8448eb211c80319c' } },
  { ms: 2, line: '{"level":"warn","msg":"x"}' },
]
const PUSH = lokiProto([{ labels: '{app="shop", x="\\n\\u00e9"}', entries: ENTRIES }])

const DECODERS: [name: string, seeds: Buffer[], decode: (body: Buffer) => Steps<SourceRecords[]>][] = [
  [
    'OTLP protobuf',
    [golden('js-sdk.pb.b64'), python(), java(), collector(3)],
    (body) => decodeOtlpProto(body, DECODE_LIMITS, 1),
  ],
  ['OTLP JSON', [golden('js-sdk.json.txt')], (body) => decodeOtlpJson(body, DECODE_LIMITS, 1)],
  [
    'Loki JSON',
    [Buffer.from(JSON.stringify(lokiJson({ app: 'shop' }, ENTRIES)))],
    (body) => decodeLokiJson(body, DECODE_LIMITS, lineRecord, 1),
  ],
  ['Loki protobuf', [snappy(PUSH)], (body) => decodeLokiProto(body, 1 << 20, DECODE_LIMITS, lineRecord, 1)],
  [
    'Loki protobuf under Snappy',
    [PUSH],
    (body) => decodeLokiProto(snappy(body), 1 << 20, DECODE_LIMITS, lineRecord, 1),
  ],
]

test.each(DECODERS)(
  '%s',
  (_name, seeds, decode) => {
    const random = randomOf(20_261_129)
    let read = 0
    let slowestMs = 0
    for (let i = 0; i < RUNS; i++) {
      const body = mutate(seeds[random(seeds.length)] as Buffer, random)
      const startedAtMs = performance.now()
      try {
        for (const { source, records } of runAll(decode(body))) {
          describeSource(source)
          sessionKeyOf('token', source)
          for (const record of records())
            if (!(record instanceof Undecodable)) {
              read++
              expect(encodeBounded(record).byteLength).toBeGreaterThan(0)
            }
        }
      } catch (error) {
        if (!(error instanceof Undecodable))
          throw new Error(`payload ${i}: ${body.toString('base64')}`, { cause: error })
      }
      slowestMs = Math.max(slowestMs, performance.now() - startedAtMs)
    }
    expect(read).toBeGreaterThan(RUNS / 10)
    // A payload of 2 KiB that takes this long would be a loop, however busy the machine is.
    expect(slowestMs).toBeLessThan(inTime(2_000))
  },
  TIMEOUT_MS,
)

test('a JSON array of any kind', () => {
  const random = randomOf(7)
  const seed = Buffer.from('[{"a":[1,{"b":"c\\\\\\""}]},"x",12,null,[[]],{}]')
  for (let i = 0; i < RUNS; i++) {
    const text = mutate(seed, random).toString()
    try {
      const elements = runAll(readJsonArray(text, DECODE_LIMITS))
      for (const element of elements) expect(text).toContain(element)
    } catch (error) {
      expect(error).toBeInstanceOf(Undecodable)
    }
  }
})
