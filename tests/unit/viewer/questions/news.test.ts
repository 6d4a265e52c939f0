/** News are what came since the last answer: each record once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answer } from '#lib/viewer/log-questions.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const level = fc.constantFrom('info' as const, 'error' as const, 'fatal' as const)
const batch = fc.record({
  session: fc.constantFrom('a', 'b'),
  levels: fc.array(level, { minLength: 1, maxLength: 600 }),
})

test('errors and matches add up, whenever one asks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 6 }), fc.array(batch, { maxLength: 6 }), async (before, since) => {
      const store = new LogStore({ schedule: (task) => task() })
      const next = new Map<string, number>()
      const add = ({ session, levels }: (typeof before)[number]) => {
        const from = next.get(session) ?? 1
        next.set(session, from + levels.length)
        const records = levels.map((one, i) => ({
          seq: from + i,
          timeMs: 1,
          level: one,
          body: `${session} ${from + i}`,
        }))
        store.append(session, records, 100)
      }
      for (const one of before) add(one)
      let last: Answer<'news'> = await store.ask('news', { after: null, filter: null })
      expect(last).toMatchObject({ errorCount: 0, matchCount: 0, errorLine: '', matchLine: '' })
      const sum = { errors: 0, matches: 0 }
      const filter = { levels: ['fatal' as const], text: '' }
      for (const one of since) {
        add(one)
        last = await store.ask('news', { after: last.heads, filter })
        sum.errors += last.errorCount
        sum.matches += last.matchCount
        const newest = one.levels.lastIndexOf('fatal')
        if (newest >= 0)
          expect(last.matchLine).toBe(`${one.session} ${(next.get(one.session) ?? 0) - one.levels.length + newest}`)
      }
      const all = since.flatMap(({ levels }) => levels)
      expect(sum.errors).toBe(all.filter((one) => one !== 'info').length)
      expect(sum.matches).toBe(all.filter((one) => one === 'fatal').length)
    }),
    { numRuns: 40 },
  )
})

test('a line of an answer is one short line of visible characters', async () => {
  const store = new LogStore({ schedule: (task) => task() })
  const body = `\u001b[31mred\u202e${'x'.repeat(500)}\nsecond`
  store.append('a', [{ seq: 1, timeMs: 1, level: 'error', body }], 10)
  const { errorLine } = await store.ask('news', { after: [], filter: null })
  expect(errorLine).toMatch(/^red‹U\+202E›x+$/)
  expect(errorLine).toHaveLength(160)
})
