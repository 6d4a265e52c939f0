/** OTLP in both encodings: what the JS exporter sent, as recorded, and what others send, built by hand (otlp-shapes.ts). */
import fc from 'fast-check'
import type { PbfWriter } from 'pbf'
import { describe, expect, test } from 'vitest'
import { decodeOtlpJson } from '#lib/ingest/otlp-json.ts'
import { decodeOtlpProto } from '#lib/ingest/otlp-proto.ts'
import { levelOfOtlp } from '#lib/ingest/otlp-record.ts'
import { encodeBounded } from '#lib/protocol/encode-bounded.ts'
import { LEVELS } from '#lib/protocol/levels.ts'
import { decodeRecord } from '#lib/protocol/record.ts'
import { DECODE_LIMITS, decoded, golden } from './decoded.ts'
import { bodyOf, collector, int, java, map, nested, python, recordWith, text } from './otlp-shapes.ts'

const NOW_MS = 1_800_000_000_000
const proto = (body: Uint8Array) => decoded(decodeOtlpProto(body, DECODE_LIMITS, NOW_MS))
const json = (value: unknown) =>
  decoded(decodeOtlpJson(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), DECODE_LIMITS, NOW_MS))
const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
const one = (record: unknown) => json(logs(record))[0]?.records[0]

describe('what the exporter of JavaScript sent, as recorded', () => {
  const ofProto = proto(golden('js-sdk.pb.b64'))
  const ofJson = json(golden('js-sdk.json.txt').toString())

  test('both encodings say the same', () => {
    expect(ofProto).toEqual(ofJson)
    expect(ofProto).toHaveLength(1)
    expect(ofProto[0]?.faults).toEqual([])
  })

  test('the resource is the device, its instance the session', () => {
    expect(ofProto[0]?.source).toEqual({
      kind: 'otlp',
      name: 'shop',
      instance: 'run-1',
      description: {
        platform: 'nodejs',
        os: 'linux 6.1',
        model: 'box',
        appName: 'shop',
        appVersion: '1.2.3',
        sdkVersion: expect.stringMatching(/^opentelemetry \d/),
      },
    })
  })

  test('bodies, attributes, errors, ids and events become what they mean', () => {
    expect(ofProto[0]?.records).toEqual([
      {
        timeMs: 1_700_000_000_123,
        level: 'info',
        body: 'plain text — да',
        scope: 'cart',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        attributes: {
          'http.status_code': 200,
          ok: true,
          ratio: 0.25,
          big: 9007199254740991,
          list: ['a', 1, false],
          bytes: 'AQL/',
          nested: { deep: { er: 'x' } },
        },
      },
      {
        timeMs: 1_700_000_000_124,
        level: 'error',
        body: 'paid',
        scope: 'cart',
        attributes: { amount: 3, deep: { er: [1, 2] } },
        error: { name: 'TypeError', message: 'x is not a function', stack: 'TypeError: x\n    at y (z.js:1:2)' },
      },
      {
        timeMs: 1_700_000_000_125,
        level: 'warn',
        body: '{"orderId":7,"items":[{"sku":"a"}]}',
        isJson: true,
        scope: 'cart',
      },
      { timeMs: 1_700_000_000_126, level: 'debug', body: 'user.login', scope: 'cart' },
      { timeMs: 1_700_000_000_127, level: 'fatal', body: '42', scope: 'other' },
    ])
  })
})

describe('shapes of other writers, built by hand', () => {
  test('Python', () => {
    const [group] = proto(python())
    expect(group?.source).toMatchObject({ name: 'worker', instance: '', description: { platform: 'python' } })
    expect(group?.records).toEqual([
      {
        timeMs: 1_700_000_000_000,
        level: 'error',
        body: 'Task failed',
        scope: 'app.tasks',
        attributes: { 'code.filepath': '/srv/app/tasks.py', 'code.lineno': 42 },
        error: { name: 'ValueError', message: 'bad value', stack: expect.stringContaining('Traceback') },
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
      },
    ])
  })

  test('Java: ids of zeros are absent, and the host tells instances apart', () => {
    const [group] = proto(java())
    expect(group?.source).toMatchObject({
      name: 'billing',
      instance: 'app-7',
      description: { os: 'Linux 6.1.0-18-amd64', model: 'app-7', appVersion: '5.0' },
    })
    expect(group?.records).toEqual([
      {
        timeMs: 1_700_000_000_005,
        level: 'warn',
        body: 'slow query',
        scope: 'com.example.Billing',
        attributes: { 'thread.id': 31, 'thread.name': 'pool-1' },
      },
    ])
  })

  test('the collector: many resources, which may come behind their records', () => {
    const groups = proto(collector(3))
    expect(groups.map(({ source }) => source.instance)).toEqual(['uid-0', 'uid-1', 'uid-2'])
    expect(groups[2]?.source).toMatchObject({ name: 'web', description: { model: 'web-2' } })
    expect(groups[2]?.records).toEqual([
      { timeMs: NOW_MS, level: 'unknown', body: 'from pod 2', attributes: { pod: 2 } },
    ])
  })

  test('JSON with keys in any order, with blanks, a byte-order mark and fields that nobody knows', () => {
    const body =
      '\ufeff { "x": [1, {"y": "}]\\""}], "resourceLogs" : [ {"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a"}}],"scope":{"name":"s"}}],\n "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"late"}}]} } ] , "z": null }'
    const [group] = json(body)
    expect(group?.source.name).toBe('late')
    expect(group?.records).toEqual([{ timeMs: NOW_MS, level: 'unknown', body: 'a', scope: 's' }])
  })
})

describe('values', () => {
  test('every number of a severity has its level, whatever its text says', () => {
    for (let number = 1; number <= 24; number++)
      expect(levelOfOtlp(number, 'fatal')).toBe(LEVELS[Math.floor((number - 1) / 4)])
    expect([0, 25, -1, Number.NaN].map((number) => levelOfOtlp(number, 'Warning'))).toEqual(Array(4).fill('warn'))
    expect(one({ severityNumber: 'SEVERITY_NUMBER_ERROR4' })?.level).toBe('error')
  })

  test('integers beyond 2^53 stay exact, as text, in every spelling', () => {
    const big = '9223372036854775807'
    for (const spelled of [`"${big}"`, big]) {
      const [group] = json(
        `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"n","value":{"intValue":${spelled}}}]}]}]}]}`,
      )
      expect(group?.records[0]?.attributes).toEqual({ n: big })
    }
    expect(
      proto(
        recordWith(
          bodyOf((pbf) => {
            pbf.writeTag(3, 0)
            for (const byte of [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]) {
              pbf.realloc(1)
              pbf.buf[pbf.pos++] = byte
            }
          }),
        ),
      )[0]?.records[0]?.body,
    ).toBe(big)
    expect(proto(recordWith(bodyOf(int(-5))))[0]?.records[0]?.body).toBe('-5')
    expect(one({ body: { intValue: -5 } })?.body).toBe('-5')
  })

  test('a key named __proto__ is a field like any other', () => {
    const [group] = proto(recordWith(bodyOf(map({ __proto: text('x'), ['__proto__']: map({ polluted: int(1) }) }))))
    expect(group?.records[0]?.body).toContain('"__proto__":{"polluted":1}')
    const record = one({ attributes: [{ key: '__proto__', value: { stringValue: 'x' } }] })
    expect(JSON.stringify(record?.attributes)).toBe('{"__proto__":"x"}')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('a JSON body keeps the attributes of its record beside it', () => {
    const record = one({
      body: { kvlistValue: { values: [{ key: 'a', value: { intValue: 1 } }] } },
      attributes: [{ key: 'b', value: { intValue: 2 } }],
      droppedAttributesCount: 3,
    })
    expect(record).toMatchObject({ body: '{"a":1}', attributes: { b: 2, droppedAttributesCount: 3 } })
    expect(record?.isJson).toBeUndefined()
  })

  test('a field of the body that an attribute names too is kept under another name', () => {
    const values = [
      { key: 'msg', value: { stringValue: 'hello' } },
      { key: 'id', value: { intValue: 1 } },
    ]
    expect(
      one({ body: { kvlistValue: { values } }, attributes: [{ key: 'id', value: { intValue: 2 } }] }),
    ).toMatchObject({
      body: 'hello',
      attributes: { id: 2, 'body.id': 1 },
    })
  })

  test('what is no number in JSON stays a word', () => {
    expect(one({ attributes: [{ key: 'n', value: { doubleValue: 'NaN' } }] })?.attributes).toEqual({ n: 'NaN' })
  })
})

describe('what is broken', () => {
  test('depth: 32 levels are read, more are not, in either encoding', () => {
    const deepJson = (depth: number) => {
      let value: unknown = { stringValue: 'bottom' }
      for (let i = 0; i < depth; i++) value = { arrayValue: { values: [value] } }
      return logs({ body: value }, { body: { stringValue: 'beside' } })
    }
    expect(proto(nested(20))[0]?.faults).toEqual([])
    for (const depth of [200, 2_000]) expect(proto(nested(depth))[0]?.faults).toEqual(['too-deep'])
    expect(json(deepJson(20))[0]?.faults).toEqual([])
    expect(json(deepJson(33))[0]).toMatchObject({ faults: ['too-deep'], records: [{ body: 'beside' }] })
    const [open, close] = ['{"arrayValue":{"values":['.repeat(2_000), ']}}'.repeat(2_000)]
    const veryDeep = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${open}{}${close}}]}]}]}`
    expect(() => json(veryDeep)).toThrow('nested more than')
    expect(() => json('['.repeat(1_000_000))).toThrow()
  })

  test('a wrong length is found, not read past', () => {
    const whole = python()
    for (let cut = 1; cut < whole.length; cut++) {
      const [group] = (() => {
        try {
          return proto(whole.subarray(0, cut))
        } catch {
          return []
        }
      })()
      expect(group?.records ?? []).toEqual([])
    }
  })

  test('too many groups or records end the decoding', () => {
    const limits = { ...DECODE_LIMITS, itemsMax: 3 }
    expect(() => decoded(decodeOtlpJson(Buffer.from(JSON.stringify(logs({}, {}))), limits, 0))).toThrow('more than 3')
    expect(() => decoded(decodeOtlpProto(collector(4), limits, 0))).toThrow('more than 3')
  })

  test.each(['', '{', '[]', 'null', '{"resourceLogs":[}', '{"resourceLogs":[{"scopeLogs":', '{} {}', '{"a":1,}', 'x'])(
    '%j is an error or nothing, never a record',
    (body) => {
      let groups: unknown[] = []
      try {
        groups = json(body)
      } catch {}
      expect(groups).toEqual([])
    },
  )
})

/** pbf's own writer gets characters outside of the BMP wrong. */
const words = (value: string) => (pbf: PbfWriter) => pbf.writeBytesField(1, Buffer.from(value))

test('any text, attribute and severity comes through both encodings alike, and through a batch', () => {
  fc.assert(
    fc.property(
      fc.record({
        body: fc.string({ unit: 'grapheme', maxLength: 40 }),
        attributes: fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), { maxKeys: 5 }),
        severityNumber: fc.integer({ min: 0, max: 24 }),
      }),
      ({ body, attributes, severityNumber }) => {
        const [ofJson] = json(
          logs({
            ...{ body: { stringValue: body }, severityNumber },
            attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
          }),
        )
        const [ofProto] = proto(
          recordWith((pbf) => {
            pbf.writeVarintField(2, severityNumber)
            bodyOf(words(body))(pbf)
            for (const [key, value] of Object.entries(attributes))
              pbf.writeMessage(
                6,
                (_: null, pair) => {
                  pair.writeBytesField(1, Buffer.from(key))
                  pair.writeMessage(2, (__: null, any) => words(value)(any), null)
                },
                null,
              )
          }),
        )
        expect(ofProto).toEqual(ofJson)
        const record = ofJson?.records[0]
        expect(decodeRecord(encodeBounded(record as never).line)).toEqual(record)
      },
    ),
    { numRuns: 200 },
  )
})
