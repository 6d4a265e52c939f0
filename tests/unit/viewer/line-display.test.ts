/** How records that were made of lines are shown: on the row, in the detail, as copies and by `tail`. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textFormat } from '#lib/cli/tail-format.ts'
import { LineRecords } from '#lib/lines/line-records.ts'
import { decodeRecord, encodeRecord, type NumberedRecord } from '#lib/protocol/record.ts'
import { attributesPreview, detailText, rowError, rowText } from '#lib/viewer/display-body.ts'
import { exactObject, exactStringify } from '#lib/viewer/exact-json.ts'
import { recordJson, recordText } from '#lib/viewer/record-text.ts'

const NOW_MS = Date.UTC(2026, 10, 29)

/** The one record of this input, as a viewer gets it. */
function recordOf(input: string): NumberedRecord {
  const lines = new LineRecords()
  const records = [...lines.take(Buffer.from(input), NOW_MS), ...lines.end(NOW_MS)]
  expect(records).toHaveLength(1)
  return { ...decodeRecord(encodeRecord(records[0] as (typeof records)[number])), seq: 1 }
}
/** The whole row, piece by piece. */
function rowOf(input: string): string {
  const record = recordOf(input)
  const { text } = rowText(record)
  const error = rowError(record, text)
  return [text, error?.name, error?.message, attributesPreview(record)].filter(Boolean).join(' ')
}

const STACK = 'TypeError: no id\n    at getUser (user.js:17:24)\n    at main (index.js:3:1)'

test.each([
  ['plain', STACK],
  ['with CRLF', STACK.replaceAll('\n', '\r\n')],
  ['with colors', STACK.replace(/^(\s*)(.*)$/gm, '$1\u001b[31m$2\u001b[39m')],
  ['behind a prefix', STACK.replace(/^/gm, 'web-1  | ')],
])('a trace is shown, copied and printed once: %s', (_name, input) => {
  const record = recordOf(input)
  expect(record.error).toEqual({ name: 'TypeError', message: 'no id', stack: STACK })
  expect(detailText(record)).toMatch(/^(?:|web-1 {2}\| TypeError: no id)$/)
  expect(recordText(record).split('getUser')).toHaveLength(2)
  const tail = textFormat({ isColored: false, isTerminal: false, label: null })
  expect(tail(record, { device: 'd', session: 's' }).split('getUser')).toHaveLength(2)
})

test.each([
  ['behind the line that reports it', `10:15:30 ERROR payment failed\n${STACK}`, '10:15:30 ERROR payment failed'],
  ['in a line that says more', `2026/03/04 10:15:30 ${STACK}`, '2026/03/04 10:15:30 TypeError: no id'],
  ['alone', STACK, ''],
  ['of Python', 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nValueError: bad', ''],
])('the detail has the message without the stack: %s', (_name, input, text) => {
  expect(detailText(recordOf(input))).toBe(text)
})

test('a row names the error that its first line does not name', () => {
  const head = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>'
  expect(rowOf(`${head}\nValueError: bad`)).toBe('ValueError: bad')
  expect(rowOf(`${head}\nKeyboardInterrupt`)).toBe('KeyboardInterrupt')
  expect(rowOf(`12:00:00 ERROR no\n${head}\nKeyboardInterrupt`)).toBe('12:00:00 ERROR no KeyboardInterrupt')
  expect(rowOf(STACK)).toBe('TypeError: no id')
})

test.each([
  ['an error', '{"level":"error","msg":"m","err":"one\\n  two"}', 'm Error one ⏎ two'],
  ['an attribute', '{"msg":"m","sql":"select\\r\\n\\t1"}', 'm sql=select ⏎ 1'],
  ['an object', '{\n  "a": { "b": 1.10 },\n  "c": "d  e"\n}', '{"a":{"b":1.10},"c":"d  e"}'],
])('a row is one line: %s', (_name, input, row) => {
  expect(rowOf(input)).toBe(row)
})

test('what a column shows is not among the attributes of a row, whatever the logger calls it', () => {
  const error = '"error.type":"E","error.message":"no","error.stack_trace":"E: no\\n\\tat a.B.c(B.java:1)"'
  expect(rowOf(`{"@timestamp":"2026-03-04T10:15:30Z","log.level":"ERROR","message":"ecs",${error}}`)).toBe('ecs E no')
  expect(rowOf('{"asctime":"2026-03-04 10:15:30","levelname":"INFO","message":"m","module":"a"}')).toBe('m module=a')
})

test('a message that begins with a brace keeps its blanks', () => {
  expect(rowOf('{"msg":"{ a  b }"}')).toBe('{ a  b }')
})

test.each([
  ['of compose, before JSON', 'web-1  | {"msg":"m","a":1}', 'm prefix=web-1 a=1', 'web-1'],
  ['of compose, before JSON without a message', 'web-1  | {"a":1}', '{"a":1} prefix=web-1', 'web-1'],
  ['of kubectl', '[pod/web-7d9/app] {"msg":"m"}', 'm prefix=pod/web-7d9/app', 'pod/web-7d9/app'],
  ['that is a time', '2026-01-02T03:04:05.678901234Z {"msg":"m"}', 'm', '2026-01-02T03:04:05.678901234Z'],
  ['that a field has the name of', 'web-1  | {"msg":"m","prefix":2}', 'm prefix=2', 2],
])('a prefix is an attribute: %s', (_name, input, row, prefix) => {
  expect(rowOf(input)).toBe(row)
  expect(exactObject(recordOf(input).body)?.prefix).toBe(prefix)
})

test('a prefix that the text shows is not repeated', () => {
  expect(rowOf('web-1  | 2026-01-02 03:04:05 ERROR no')).toBe('web-1  | 2026-01-02 03:04:05 ERROR no')
})

test('a byte-order mark is not shown', () => {
  expect(rowOf('\ufefffirst')).toBe('first')
  expect(detailText(recordOf('\ufefffirst'))).toBe('first')
  expect(rowOf('\ufeff{"a":1}')).toBe('{"a":1}')
})

test('the states of a line that overwrites itself are below each other', () => {
  const record = recordOf('\r10 %\r50 %\r100 %\r\n')
  expect(rowText(record)).toEqual({ text: '100 %', isCut: true })
  expect(detailText(record)).toBe('10 %\n50 %\n100 %')
})

test('a copy has numbers as they were written', () => {
  const copy = recordJson(recordOf('{"msg":"##","id":922337203685505056,"price":1.10,"huge":1e400}'), 2)
  for (const line of ['"msg": "##"', '"id": 922337203685505056', '"price": 1.10', '"huge": 1e400'])
    expect(copy).toContain(line)
})

test('the copy is laid out as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (value, indent) => {
      expect(exactStringify(value, indent)).toBe(JSON.stringify(value, null, indent))
    }),
  )
})

test.each(['\r', '\r ', '#', '⏎', '\n', ' \n', '{', '"'])('a long text of %j is shown at once', (piece) => {
  const body = piece.repeat(190_000 / piece.length)
  const record = {
    seq: 1,
    timeMs: 0,
    level: 'error',
    body,
    error: { name: 'E', message: body, stack: 'E\n at a' },
  } as const
  const tail = textFormat({ isColored: false, isTerminal: false, label: null })
  const { text } = rowText(record)
  expect(text.length).toBeLessThanOrEqual(1_000)
  expect(rowError(record, text)?.message.length ?? 0).toBeLessThan(1_000)
  expect(detailText(record).length).toBeLessThanOrEqual(body.length)
  expect(recordText(record)).toContain('at a')
  expect(JSON.parse(recordJson(record))).toMatchObject({ body })
  expect(tail(record, { device: 'd', session: 's' })).toContain('at a')
})
