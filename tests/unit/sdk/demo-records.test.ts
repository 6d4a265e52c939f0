/** The demo device shows what the live page can do: every level, fields, an error with its stack, colors and scripts. */
import { expect, test } from 'vitest'
import { LEVELS } from '#lib/protocol/levels.ts'
import { demoRecord } from '#lib/sdk/demo-records.ts'

const records = Array.from({ length: 200 }, (_, n) => demoRecord(n, () => 0.4))

test('every level but "unknown" occurs', () => {
  expect(new Set(records.map((record) => record.level))).toEqual(new Set(LEVELS.filter((level) => level !== 'unknown')))
})

test('there are fields, JSON bodies, errors with stacks, ANSI colors and other scripts', () => {
  const bodies = records.map((record) => String(record.body)).join('\n')
  expect(records.some((record) => record.attributes)).toBe(true)
  expect(records.filter((record) => record.isJson).every((record) => JSON.parse(String(record.body)))).toBe(true)
  expect(records.find((record) => record.error)?.error).toMatchObject({
    name: 'TypeError',
    stack: expect.stringContaining('stock.ts'),
  })
  expect(bodies).toContain('\u001b[32m')
  expect(bodies).toMatch(/[\p{Script=Cyrillic}\p{Script=Han}]/u)
})
