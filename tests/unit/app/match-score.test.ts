/** What typing in the palette finds, and in which order. */
import { expect, test } from 'vitest'
import { matchScore } from '#app/_actions/match-score.ts'

const entries = [
  'Pause or follow',
  'Previous mark or comment',
  'Copy shown records',
  'Session Shop 2.4.1',
  'Открыть запись',
]
const found = (typed: string) =>
  entries
    .map((entry) => ({ entry, score: matchScore(entry, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry)

test.each([
  ['', entries],
  ['pause', ['Pause or follow']],
  ['or', ['Pause or follow', 'Previous mark or comment', 'Copy shown records']],
  ['shop session', ['Session Shop 2.4.1']],
  ['ЗАПИСЬ', ['Открыть запись']],
  ['pse', []],
])('%j finds %j', (typed, expected) => {
  expect(found(typed)).toEqual(expected)
})
