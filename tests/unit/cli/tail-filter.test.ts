/** Which records `tail` prints. */
import { expect, test } from 'vitest'
import { type RecordFilter, shownRecords } from '#lib/cli/tail-filter.ts'
import { TimedPatterns } from '#lib/cli/timed-patterns.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'

const record = (changes: Partial<NumberedRecord>): NumberedRecord => ({
  seq: 1,
  timeMs: 1_000,
  level: 'info',
  body: '',
  ...changes,
})

function patterns(grep: string[], exclude: string[] = [], isCaseIgnored = false): TimedPatterns {
  return new TimedPatterns({ grep, exclude, isCaseIgnored, onGivenUp: () => {} })
}

function isShown(changes: Partial<NumberedRecord>, filter: Partial<RecordFilter>): boolean {
  return (
    shownRecords([record(changes)], { level: undefined, sinceMs: undefined, patterns: null, ...filter }).length === 1
  )
}

test.each([
  ['trace', false],
  ['info', false],
  ['warn', true],
  ['fatal', true],
  // Text without a level would drown the warnings.
  ['unknown', false],
] as const)('--level warn and a record of level %s: %s', (level, shown) => {
  expect(isShown({ level }, { level: 'warn' })).toBe(shown)
})

test('--since is inclusive', () => {
  expect([999, 1_000].map((timeMs) => isShown({ timeMs }, { sinceMs: 1_000 }))).toEqual([false, true])
})

const ESC = '\u001b'
test.each<[grep: string, changes: Partial<NumberedRecord>, shown: boolean]>([
  ['payment-77', { body: `${ESC}[31mpay${ESC}[1mment-77${ESC}[0m failed` }, true],
  ['31m', { body: `${ESC}[31mred${ESC}[0m` }, false],
  ['open run', { body: `${ESC}]8;;https://example.com/hidden${ESC}\\open run${ESC}]8;;${ESC}\\` }, true],
  ['hidden', { body: `${ESC}]8;;https://example.com/hidden${ESC}\\open run${ESC}]8;;${ESC}\\` }, false],
  ['^second$', { body: 'first\nsecond' }, true],
  ['payments', { scope: 'payments', body: 'x' }, true],
  ['"id":7', { attributes: { id: 7 } }, true],
  ['declined-42', { error: { name: 'E', message: `${ESC}[1mdeclined${ESC}[0m-42` } }, true],
  ['at main', { error: { name: 'E', message: 'm', stack: 'E: m\n at main' } }, true],
  ['INFO', { body: 'quiet' }, false],
  ['caps', { body: 'CAPS' }, false],
  // Valid only without Unicode rules, as many write it.
  ['a\\-b', { body: 'a-b' }, true],
  ['^.$', { body: '🙂' }, true],
])('--grep %s finds what a person sees', (grep, changes, shown) => {
  expect(isShown(changes, { patterns: patterns([grep]) })).toBe(shown)
})

test('one --grep is enough, one --exclude is too much', () => {
  const both = patterns(['one', 'two'], ['secret', 'noise'])
  const bodies = ['one', 'two', 'three', 'one noise', 'secret two']
  expect(bodies.map((body) => isShown({ body }, { patterns: both }))).toEqual([true, true, false, false, false])
  expect(isShown({ body: 'CAPS' }, { patterns: patterns(['caps'], [], true) })).toBe(true)
  expect(isShown({ body: 'CAPS' }, { patterns: patterns([], ['caps'], true) })).toBe(false)
})

test('a pattern that needs exponential time does not stop the output: its records are shown, and then it ends', () => {
  let givenUp = 0
  const slow = new TimedPatterns({ grep: ['(a+)+$'], exclude: [], isCaseIgnored: false, onGivenUp: () => givenUp++ })
  const evil = `${'a'.repeat(50)}!`
  expect(slow.test(['b', evil, 'aa'])).toEqual([false, true, true])
  expect(givenUp).toBe(1)
  expect(() => slow.test(Array<string>(20).fill(evil))).toThrow(/take too long on these records; simplify them/)
  expect(givenUp).toBe(1)
})
