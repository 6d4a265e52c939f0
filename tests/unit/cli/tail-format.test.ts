/** How `tail` formats records. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonFormat, rawFormat, textFormat } from '#lib/cli/tail-format.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'

const terminalFormat = (isColored: boolean) => textFormat({ isColored, isTerminal: true, label: null })
const origin = { device: 'Pixel', session: 's1' }
const record = (changes: Partial<NumberedRecord> = {}): NumberedRecord => ({
  seq: 7,
  timeMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  level: 'warn',
  body: 'low disk',
  ...changes,
})

test('--json always has the same keys, in the same order', () => {
  expect(jsonFormat(record(), origin)).toBe(
    '{"seq":7,"time":"2026-01-02T03:04:05.678Z","level":"warn","scope":null,"body":"low disk","attributes":{},"error":null,"device":"Pixel","session":"s1"}',
  )
  const error = { name: 'E', message: 'm', stack: 'E: m\n at x' }
  const full = JSON.parse(jsonFormat(record({ scope: 'db', traceId: 't', attributes: { a: [1] }, error }), origin))
  expect(Object.keys(full)).toEqual([
    'seq',
    'time',
    'level',
    'scope',
    'body',
    'attributes',
    'error',
    'device',
    'session',
  ])
  expect(full).toMatchObject({ scope: 'db', attributes: { a: [1] }, error })
})

test('an invalid time becomes 1970, and one line stays one line', () => {
  expect(JSON.parse(jsonFormat(record({ timeMs: 9e15 }), origin)).time).toBe('1970-01-01T00:00:00.000Z')
  expect(jsonFormat(record({ body: 'a\nb\r\u001b' }), origin)).toContain(String.raw`"a\nb\r\u001b"`)
})

test('the raw format is only the body', () => {
  expect(rawFormat(record({ body: ' \u001b[31mx\u0000\r' }), origin)).toBe(' \u001b[31mx\u0000\r')
})

test('a terminal shows time, level, body, fields and stack', () => {
  const format = terminalFormat(false)
  const error = { name: 'E', message: 'm', stack: 'E: m\n at x' }
  expect(format(record({ attributes: { a: 1 }, error }), origin)).toBe(
    '03:04:05.678 WARN  low disk {"a":1}\n    E: m\n     at x',
  )
  expect(format(record({ level: 'unknown', body: '{"a":1}', isJson: true, attributes: { a: 1 } }), origin)).toBe(
    '03:04:05.678 ·     {"a":1}',
  )
})

test('the logger follows the level, and a label of several sources comes first', () => {
  const format = textFormat({ isColored: false, isTerminal: false, label: ({ device }) => `${device} |` })
  expect(format(record({ scope: 'db\n' }), origin)).toBe('Pixel | 2026-01-02T03:04:05.678Z WARN  [db␊] low disk')
})

const ESC = '\u001b'
const onTerminal = (body: string, isColored = true) => terminalFormat(isColored)(record({ body }), origin)

test('a record cannot control the terminal: its colors are kept and reset, and other controls are dropped or visible', () => {
  const body = `${ESC}[31mred${ESC}]52;c;aGk=\u0007 ${ESC}[2J\u009b1A\u0008\r`
  expect(onTerminal(body)).toContain(`${ESC}[31mred ${ESC}[0m${ESC}[31m␈${ESC}[0m`)
  expect(onTerminal(body, false)).toMatch(/ red ␈$/)
  expect(terminalFormat(false)(record({ attributes: { a: '\u009b2J\u2028' } }), origin)).toContain(
    '{"a":"‹U+009B›2J‹U+2028›"}',
  )
})

test('a record cannot forge a row: what follows a line break is indented', () => {
  const forged = 'a\n00:00:00.000 ERROR forged row'
  expect(onTerminal(forged, false)).toBe('03:04:05.678 WARN  a\n    00:00:00.000 ERROR forged row')
  expect(onTerminal(`a\r\n${ESC}[31mb`, false).split('\n')[1]).toBe('    b')
  const error = { name: 'E\n00:00:00.000', message: 'm\nn' }
  expect(terminalFormat(false)(record({ error }), origin).split('\n').slice(1)).toEqual([
    '    E',
    '    00:00:00.000: m',
    '    n',
  ])
})

test.each([
  ['concealed', '[8m', 'x'],
  ['blinking', '[5m', 'x'],
  ['black on black', '[30;40m', `${ESC}[37;40mx${ESC}[0m`],
  ['red on red of the 256 colors', '[31;48;5;1m', `${ESC}[30;41mx${ESC}[0m`],
  ['nearly black on black', '[38;2;1;1;1;48;2;0;0;0m', `${ESC}[37;40mx${ESC}[0m`],
  ['reversed black on black', '[7;30;40m', `${ESC}[37;40mx${ESC}[0m`],
  ['only a background', '[47m', `${ESC}[30;47mx${ESC}[0m`],
  ['black on whatever the terminal has', '[30m', `${ESC}[90mx${ESC}[0m`],
  ['white on whatever the terminal has', '[97m', 'x'],
  ['bold, underlined, green', '[1;4;32m', `${ESC}[1;4;32mx${ESC}[0m`],
])('%s text can be read', (_, code, shown) => {
  expect(onTerminal(`${ESC}${code}x`)).toBe(`${onTerminal('')}${shown}`)
})

/** What the format may emit: bold and underline, a color, a background with a color; then a reset. */
const PAINTED = new RegExp(
  String.raw`${ESC}\[((?:[14];)*(?:[14]|3[0-7](?:;4[0-7])?|9[07](?:;45)?))m([^${ESC}]*)${ESC}\[0m`,
  'g',
)

test('whatever a record holds: only colors, bold and underline pass, each is reset, and a row begins only at its first line', () => {
  const nasty = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        ESC,
        `${ESC}[`,
        `${ESC}]`,
        '\u009b',
        '\u009d',
        '\u0090',
        '\u0007',
        '\u009c',
        '\\',
        'm',
        'K',
        'H',
        '?',
        ';',
        ':',
      ),
      fc.constantFrom(
        '0',
        '1',
        '5',
        '7',
        '8',
        '30',
        '40',
        '38',
        '48',
        '2',
        '\n',
        '\r',
        '\u0085',
        '\u2028',
        '\v',
        '\0',
        '\u202e',
        '\ud800',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 40,
  })
  fc.assert(
    fc.property(nasty, nasty, fc.boolean(), (body, text, isColored) => {
      const error = { name: text, message: body, ...(text.length % 2 ? { stack: text } : {}) }
      const shown = terminalFormat(isColored)(record({ body, error, attributes: { [text]: body } }), origin)
      const [, ...rest] = shown.split('\n')
      for (const line of rest) expect(line).toMatch(/^ {4}/)
      const plain = shown.replace(PAINTED, (_, codes: string, painted: string) => {
        const [front, back] = ['3', '4'].map((kind) => new RegExp(`(?<!\\d)${kind}([0-7])`).exec(codes)?.[1])
        expect(back === undefined || front !== back).toBe(true)
        return painted
      })
      expect(plain).not.toMatch(/[^\P{Cc}\t\n]|\p{Zl}|\p{Zp}|\p{Cs}|\u202e/u)
    }),
    { numRuns: 2000 },
  )
})
