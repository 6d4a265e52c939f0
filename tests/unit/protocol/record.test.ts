import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LEVELS } from '#lib/protocol/levels.ts'
import { decodeRecord, decodeRecords, encodeRecord } from '#lib/protocol/record.ts'

const record = fc.record(
  {
    timeMs: fc.double({ noNaN: true, noDefaultInfinity: true }).map((time) => (Object.is(time, -0) ? 0 : time)),
    level: fc.constantFrom(...LEVELS),
    body: fc.string({ unit: 'binary' }),
    attributes: fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value))),
    scope: fc.string({ minLength: 1 }),
    error: fc.record({ name: fc.string(), message: fc.string(), stack: fc.string() }),
  },
  { requiredKeys: ['timeMs', 'level', 'body'] },
)

test('[BT3] a record survives its line, whatever its text holds, and the line has no line end inside', () => {
  fc.assert(
    fc.property(record, (before) => {
      const line = encodeRecord(before)
      expect(line).not.toContain('\n')
      expect(decodeRecord(line)).toEqual(before)
    }),
  )
})

test('[BT3] a JSON line keeps its text byte for byte, and its fields are not sent twice', () => {
  const body = '{"level":"warn",  "user": {"id": 7}, "msg":"low disk"}'
  const line = encodeRecord({ timeMs: 1, level: 'warn', body, isJson: true, attributes: JSON.parse(body) })
  expect(line.split('low disk')).toHaveLength(2)
  expect(decodeRecord(line)).toMatchObject({ body, isJson: true, attributes: { user: { id: 7 }, msg: 'low disk' } })
})

describe('lines in another format', () => {
  test.each(['', 'plain text', '{"x":1}', '[]', 'null', '{"b":5}', '{"b":'])('%j becomes a text record', (line) => {
    expect(decodeRecord(line)).toEqual({ timeMs: 0, level: 'unknown', body: line })
  })

  test('a line whose fields are nested too deeply to print or search becomes text', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    const line = `{"t":1,"l":"info","b":"x","a":{"k":${deep}}}`
    expect(decodeRecord(line)).toEqual({ timeMs: 0, level: 'unknown', body: line })
    const body = `{"a":${deep}}`
    const json = decodeRecord(JSON.stringify({ t: 1, l: 'info', b: body, j: 1 }))
    expect(json).toEqual({ timeMs: 1, level: 'info', body, isJson: true })
  })

  test('brackets inside texts are no depth', () => {
    const before = {
      timeMs: 1,
      level: 'info' as const,
      body: '[{'.repeat(5_000),
      attributes: { a: '\\"[['.repeat(5_000) },
    }
    expect(decodeRecord(encodeRecord(before))).toEqual(before)
  })

  test.each(['{"toString":1}', `${'['.repeat(50)}1${']'.repeat(50)}`, 'true', '7'])(
    'an error whose name or message is %s is still an error',
    (odd) => {
      const { error } = decodeRecord(`{"b":"x","e":{"n":${odd},"m":${odd}}}`)
      expect(typeof error?.name).toBe('string')
      expect(typeof error?.message).toBe('string')
    },
  )

  test('a hostile line cannot reach a prototype', () => {
    decodeRecord('{"b":"x","a":{"__proto__":{"polluted":1}},"e":{"__proto__":{"polluted":1}}}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

test('records of a batch are numbered from its first', () => {
  const text = ['a', 'b', 'c'].map((body) => encodeRecord({ timeMs: 0, level: 'info', body })).join('\n')
  expect(decodeRecords(text, 41, 3).map((r) => [r.seq, r.body])).toEqual([
    [41, 'a'],
    [42, 'b'],
    [43, 'c'],
  ])
})
