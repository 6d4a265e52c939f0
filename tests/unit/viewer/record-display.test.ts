/** How hostile or odd records are shown: colors, escapes, invisible characters, JSON lines, times, copies. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeRecord, encodeRecord, type NumberedRecord } from '#lib/protocol/record.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { ansiSpans, withoutAnsi } from '#lib/viewer/ansi.ts'
import { attributesPreview, messageOf, rowText } from '#lib/viewer/display-body.ts'
import { formatClock, formatIso } from '#lib/viewer/format-time.ts'
import { recordJson, recordText } from '#lib/viewer/record-text.ts'

const ESC = '\u001b'
const base: NumberedRecord = { seq: 7, timeMs: Date.UTC(2026, 10, 23, 14, 3, 7, 250), level: 'error', body: 'no cart' }

describe('terminal colors', () => {
  test('become spans with a closed set of styles', () => {
    expect(ansiSpans(`${ESC}[1;31mfail${ESC}[0m ok`)).toEqual([
      { text: 'fail', foreground: 'red', isBold: true },
      { text: ' ok' },
    ])
  })
  test.each([
    ['bright', `${ESC}[92mx`, { foreground: 'green' }],
    ['of the table', `${ESC}[38;5;208mx`, { foreground: 'yellow' }],
    ['grey of the table', `${ESC}[48;5;250mx`, { background: 'white' }],
    ['true color', `${ESC}[38;2;10;20;240mx`, { foreground: 'blue' }],
    ['true color with colons', `${ESC}[38:2::10:20:240mx`, { foreground: 'blue' }],
    ['reversed', `${ESC}[7;33mx`, { background: 'yellow' }],
    ['hidden, which is shown', `${ESC}[8mx`, {}],
  ])('%s', (_, text, style) => {
    expect(ansiSpans(text)).toEqual([{ text: 'x', ...style }])
  })
  test.each([
    ['a link', `${ESC}]8;;https://evil.example${ESC}\\here${ESC}]8;;${ESC}\\`, 'here'],
    ['a title', `${ESC}]0;you are root\u0007ok`, 'ok'],
    ['a title without end', `ok${ESC}]0;rest of the line\nnext`, 'ok\nnext'],
    ['cursor moves', `a${ESC}[2Jb${ESC}[1;1Hc${ESC}[?25ld`, 'abcd'],
    ['device control', `a${ESC}Pq#0;2;0;0;0${ESC}\\b`, 'ab'],
    ['character sets and resets', `${ESC}(Ba${ESC}cb${ESC}=c`, 'abc'],
    ['the eight-bit form', 'a\u009b31mb\u009b2Jc', 'abc'],
    ['odd parameters', `a${ESC}[>4;1mb${ESC}[?1mc`, 'abc'],
  ])('%s is dropped', (_, text, shown) => {
    expect(withoutAnsi(text)).toBe(shown)
  })
  test('of any text leave no escape sequence and no control character', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        ESC,
        '\u009b',
        '\u009d',
        '[',
        ']',
        '(',
        '3',
        '1',
        ';',
        ':',
        '?',
        'm',
        'H',
        '\u0007',
        '\\',
        'x',
        '\u202e',
        '\ud800',
        '\r',
        '\0',
      ),
      maxLength: 40,
    })
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = ansiSpans(text)
          .map((span) => span.text)
          .join('')
        expect(shown).not.toMatch(/[^\P{Cc}\t\n]/u)
        expect(shown).not.toMatch(/\p{Surrogate}|\u202e/u)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('invisible characters become visible', () => {
  test.each([
    ['a return that would overwrite', 'safe\revil', 'safe␍evil'],
    ['a null', 'a\0b', 'a␀b'],
    ['delete', 'a\u007f', 'a␡'],
    ['an override of direction', 'user\u202excod.exe', 'user‹U+202E›xcod.exe'],
    ['isolates', '\u2066a\u2069', '‹U+2066›a‹U+2069›'],
    ['a zero-width space', 'pay\u200bpal', 'pay‹ZWSP›pal'],
    ['a run of joiners', 'a\u200d\u200d\u200db', 'a‹ZWJ›‹ZWJ›‹ZWJ›b'],
    ['a joiner without company', '1\u200d2', '1‹ZWJ›2'],
    ['a lone surrogate', 'a\ud83d', 'a‹U+D83D›'],
    ['a line separator', 'a\u2028b', 'a‹U+2028›b'],
  ])('%s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })
  test.each(['tab\tand\nline', 'Привет, мир', '👨‍👩‍👧 ❤️ 🏳️‍🌈', 'می‌خواهم', 'שלום', '日本語'])(
    '%j stays as it is',
    (text) => {
      expect(visibleText(text)).toBe(text)
    },
  )
})

describe('the row', () => {
  const json = (body: object) => ({
    ...decodeRecord(encodeRecord({ ...base, body: JSON.stringify(body), isJson: true })),
    seq: 1,
  })
  test('of a JSON line shows its message and its other fields', () => {
    const record = json({ level: 30, msg: 'listening', port: 80, tags: ['a', 'b'], user: { id: 1 } })
    expect(messageOf(record)).toBe('listening')
    expect(attributesPreview(record)).toBe('port=80 tags=[2] user={…}')
  })
  test('of a JSON line without a message shows the line', () => {
    const record = json({ port: 80 })
    expect(rowText(record).text).toBe('{"port":80}')
    expect(attributesPreview(record)).toBe('')
  })

  test('of a Flutter app omits the time as the app wrote it, but no other timestamp', () => {
    const timestamp = '2026-11-23T10:33:07.250'
    expect(attributesPreview({ ...base, attributes: { timestamp, tap: 1 } })).toBe('tap=1')
    expect(attributesPreview({ ...base, attributes: { timestamp: '2026-11-23T10:34:07.250' } })).toContain('timestamp=')
  })
  test('shows the first line and says that there is more', () => {
    expect(rowText({ ...base, body: 'first\nsecond' })).toEqual({ text: 'first', isCut: true })
    expect(rowText({ ...base, body: 'x'.repeat(5000) })).toMatchObject({ isCut: true })
    expect(rowText(base)).toEqual({ text: 'no cart', isCut: false })
  })
})

describe('copies', () => {
  test('as text contain time, level, scope, body, attributes and stack', () => {
    const error = { name: 'TypeError', message: 'x is undefined', stack: 'TypeError: x is undefined\n    at cart.js:3' }
    expect(recordText({ ...base, scope: 'shop', attributes: { items: 2 }, error })).toBe(
      '2026-11-23T14:03:07.250Z ERROR [shop] no cart {"items":2}\nTypeError: x is undefined\n    at cart.js:3',
    )
  })
  test('contain the message even if the stack lacks it', () => {
    const error = { name: 'Error', message: 'boom', stack: 'at a.js:1' }
    expect(recordText({ ...base, error })).toContain('\nError: boom\nat a.js:1')
  })
  test('as JSON contain everything in the record', () => {
    expect(JSON.parse(recordJson({ ...base, attributes: { a: 1 } }))).toEqual({
      seq: 7,
      time: '2026-11-23T14:03:07.250Z',
      level: 'error',
      body: 'no cart',
      attributes: { a: 1 },
    })
  })
  test('drop escape sequences', () => {
    expect(recordText({ ...base, body: `${ESC}[31mred${ESC}[0m` })).toBe('2026-11-23T14:03:07.250Z ERROR red')
  })
})

test('times keep microseconds, and invalid ones do no harm', () => {
  expect(formatIso(base.timeMs + 0.5)).toBe('2026-11-23T14:03:07.250500Z')
  expect(formatClock(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006')
  expect([formatIso(1e300), formatClock(Number.NaN)]).toEqual(['', '--:--:--.---'])
})
