/** Reading preferences: what is stored comes back, and whatever else is stored does no harm. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  COLUMN_CHARS,
  COLUMNS_MAX,
  DENSITIES,
  parseReading,
  type Reading,
  TEXT_SIZES,
  USUAL_READING,
  withColumn,
  writeReading,
} from '#app/_preferences/reading.ts'
import { TIME_STYLES } from '#lib/viewer/format-time.ts'

const readings: fc.Arbitrary<Reading> = fc.record({
  isWrapped: fc.option(fc.boolean(), { nil: null }),
  density: fc.constantFrom(...DENSITIES),
  textSize: fc.constantFrom(...TEXT_SIZES),
  timeStyle: fc.constantFrom(...TIME_STYLES),
  isNewestFirst: fc.boolean(),
  isCollapsed: fc.boolean(),
  columns: fc.uniqueArray(
    fc.record({
      key: fc.string({ minLength: 1, maxLength: 40 }),
      chars: fc.integer({ min: COLUMN_CHARS.min, max: COLUMN_CHARS.max }),
    }),
    { maxLength: COLUMNS_MAX, selector: ({ key }) => key },
  ),
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(readings, (reading) => {
      expect(parseReading(writeReading(reading))).toEqual(reading)
    }),
  )
})

test('anything else gives usable preferences', () => {
  const broken = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.constant(null),
  )
  fc.assert(
    fc.property(broken, (text) => {
      const reading = parseReading(text)
      expect(DENSITIES).toContain(reading.density)
      expect(reading.columns.length).toBeLessThanOrEqual(COLUMNS_MAX)
    }),
  )
  expect(parseReading(null)).toEqual(USUAL_READING)
  expect(
    parseReading('{"density":"__proto__","timeStyle":7,"columns":[{"key":"a","chars":1e9},{"key":""},3]}'),
  ).toEqual({
    ...USUAL_READING,
    columns: [{ key: 'a', chars: COLUMN_CHARS.max }],
  })
})

test('a column is added once, and only as far as there is room', () => {
  let reading = USUAL_READING
  for (let i = 0; i < 20; i++) reading = { ...reading, columns: withColumn(reading, `key${i % 12}`) }
  expect(reading.columns.map(({ key }) => key)).toEqual(Array.from({ length: COLUMNS_MAX }, (_, i) => `key${i}`))
})
