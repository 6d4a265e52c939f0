/** Wrapped rows: the whole message up to a bound, with its whitespace. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord } from '#lib/protocol/record.ts'
import { boundedLines, wrappedText } from '#lib/viewer/wrapped-text.ts'

const record = (body: string, more: Partial<LogRecord> = {}): LogRecord => ({ timeMs: 0, level: 'info', body, ...more })
const bounds = { lineChars: 40, linesMax: 5 }

test('a message keeps its lines and its spaces', () => {
  const table = 'name   count\n  a        1\n\tb\t2'
  expect(wrappedText(record(table), bounds)).toEqual({ text: table, isCut: false })
  expect(wrappedText(record('\n \n  first\n'), bounds)).toEqual({ text: '  first', isCut: false })
})

test('a message of more lines is cut', () => {
  const long = Array.from({ length: 9 }, (_, i) => `line ${i}`).join('\n')
  expect(wrappedText(record(long), bounds)).toEqual({ text: long.split('\n').slice(0, 5).join('\n'), isCut: true })
  expect(wrappedText(record('x'.repeat(1_000)), bounds)).toEqual({ text: 'x'.repeat(200), isCut: true })
})

test('a stack is left to the error beside it', () => {
  const error = { name: 'TypeError', message: 'no id', stack: 'TypeError: no id\n    at a.js:1' }
  const body = `request failed\n${error.stack}`
  expect(wrappedText(record(body, { error }), bounds).text).toBe('request failed')
})

test('what is kept is a beginning of the text, within the bound, and cut only when it must be', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '😀'), maxLength: 400 }), { maxLength: 4 })
  fc.assert(
    fc.property(
      texts,
      fc.integer({ min: 2, max: 80 }),
      fc.integer({ min: 1, max: 20 }),
      (parts, lineChars, linesMax) => {
        const whole = parts.join('\n')
        const { text, isCut } = boundedLines(whole, { lineChars, linesMax })
        const lines = (one: string) =>
          one.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / lineChars)), 0)
        expect(whole.startsWith(text)).toBe(true)
        expect(isCut).toBe(lines(whole) > linesMax)
        expect(text === whole).toBe(!isCut)
        expect(lines(text)).toBeLessThanOrEqual(linesMax)
        expect(text.isWellFormed()).toBe(true)
      },
    ),
  )
})
