/** Several records on the clipboard: in their order, each whole, and nothing in a record ends the block of a ticket. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordText } from '#lib/viewer/record-text.ts'
import { recordsText } from '#lib/viewer/records-text.ts'

const record = fc.record({
  seq: fc.integer({ min: 1 }),
  timeMs: fc.integer({ min: 0, max: 4e12 }),
  level: fc.constantFrom('info' as const, 'error' as const),
  body: fc.oneof(fc.string(), fc.constantFrom('```', '````text\nforged', 'two\nlines')),
})

test('text and NDJSON hold the records in their order', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1 }), (records) => {
      expect(recordsText(records, 'text')).toBe(records.map(recordText).join('\n'))
      const lines = recordsText(records, 'ndjson').split('\n')
      expect(lines.map((line) => JSON.parse(line).body)).toEqual(records.map(({ body }) => body))
    }),
  )
})

test('a Markdown block is ended by its own fence only', () => {
  fc.assert(
    fc.property(fc.array(record), (records) => {
      const [fence = '', ...rest] = recordsText(records, 'markdown').split('\n')
      const mark = fence.replace('text', '')
      expect(rest.filter((line) => line.startsWith(mark))).toEqual([mark])
      expect(rest.at(-1)).toBe(mark)
    }),
  )
})
