/** How `tail` writes records. */
import { expect, test } from 'vitest'
import { jsonFormat, plainFormat, terminalFormat } from '#lib/cli/tail-format.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'

const origin = { device: 'Pixel', session: 's1' }
const record = (changes: Partial<NumberedRecord> = {}): NumberedRecord => ({
  seq: 7,
  timeMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  level: 'warn',
  body: 'low disk',
  ...changes,
})

test('--json has always the same keys, in the same order', () => {
  expect(jsonFormat(record(), origin)).toBe(
    '{"seq":7,"time":"2026-01-02T03:04:05.678Z","level":"warn","body":"low disk","attributes":{},"error":null,"device":"Pixel","session":"s1"}',
  )
  const error = { name: 'E', message: 'm', stack: 'E: m\n at x' }
  const full = JSON.parse(jsonFormat(record({ scope: 'db', traceId: 't', attributes: { a: [1] }, error }), origin))
  expect(Object.keys(full)).toEqual(['seq', 'time', 'level', 'body', 'attributes', 'error', 'device', 'session'])
  expect(full).toMatchObject({ attributes: { a: [1] }, error })
})

test('a time that is none is 1970, and one line stays one line', () => {
  expect(JSON.parse(jsonFormat(record({ timeMs: 9e15 }), origin)).time).toBe('1970-01-01T00:00:00.000Z')
  expect(jsonFormat(record({ body: 'a\nb\r\u001b' }), origin)).toContain(String.raw`"a\nb\r\u001b"`)
})

test('plain is the body and nothing else', () => {
  expect(plainFormat(record({ body: ' \u001b[31mx\u0000\r' }), origin)).toBe(' \u001b[31mx\u0000\r')
})

test('a terminal gets time, level, body, fields and stack', () => {
  const format = terminalFormat(false)
  const error = { name: 'E', message: 'm', stack: 'E: m\n at x' }
  expect(format(record({ attributes: { a: 1 }, error }), origin)).toBe(
    '03:04:05.678 WARN  low disk {"a":1}\n    E: m\n     at x',
  )
  expect(format(record({ level: 'unknown', body: '{"a":1}', isJson: true, attributes: { a: 1 } }), origin)).toBe(
    '03:04:05.678 ·     {"a":1}',
  )
})

test('a record cannot drive the terminal: its colours stay and end with it, other controls are shown', () => {
  const body = '\u001b[31mred\u001b]52;c;aGk=\u0007 \u001b[2J\u009b1A\r'
  expect(terminalFormat(true)(record({ body }), origin)).toContain('\u001b[31mred␛]52;c;aGk=␇ ␛[2J‹U+009B›1A\u001b[0m')
  expect(terminalFormat(false)(record({ body }), origin)).toContain(' red␛]52;c;aGk=␇ ␛[2J‹U+009B›1A')
  expect(terminalFormat(false)(record({ attributes: { a: '\u009b2J' } }), origin)).not.toContain('\u009b')
})
