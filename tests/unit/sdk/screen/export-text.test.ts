/** The text file that people send, and its name. */
import { expect, test } from 'vitest'
import { exportName, exportText } from '#lib/sdk/screen/export-text.ts'

const atMs = new Date(2026, 0, 5, 0, 3, 9).getTime()

test('[FB17] the name has the local time, with midnight as 00', () => {
  expect(exportName(atMs)).toBe('log_05-01-2026_00-03-09.txt')
})

test('[FB17] time, level, message, fields, error and stack; a blank line between records', () => {
  const text = exportText([
    { seq: 1, timeMs: atMs, level: 'info', body: 'Counter incremented to 1' },
    {
      seq: 2,
      timeMs: atMs,
      level: 'error',
      body: 'Payment failed',
      scope: 'cart',
      attributes: { order: 7 },
      error: { name: 'TypeError', message: 'no card', stack: 'TypeError: no card\n    at pay (app.js:1)\n' },
    },
  ])
  expect(text).toBe(`(05-01-2026 00:03:09) INFO Counter incremented to 1

(05-01-2026 00:03:09) ERROR [cart] Payment failed
{"order":7}
Error: TypeError: no card
StackTrace:
TypeError: no card
    at pay (app.js:1)
`)
})
