/** Annotations merge alike in every order, within bounds. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Annotation } from '#lib/protocol/participants.ts'
import { AnnotationSet } from '#lib/viewer/together/annotation-set.ts'
import { withLimits } from '#tests/support/with-limits.ts'
import '#tests/support/property-seed.ts'

const KINDS = ['user', 'link', 'api'] as const

function annotation(author: number, item: number, atMs: number, content: string | null = '', stamp = ''): Annotation {
  const kind = KINDS[author % 3] as (typeof KINDS)[number]
  return {
    author: { id: `author${author}`, name: '', kind },
    item: `m${item}`,
    atMs,
    content,
    stamp: `${author}-${item}-${atMs}-${content}-${stamp}`,
  }
}

const anyAnnotation = fc
  .tuple(
    fc.nat({ max: 5 }),
    fc.nat({ max: 8 }),
    fc.nat({ max: 12 }),
    fc.constantFrom('a', 'b', null),
    fc.constantFrom('x', 'y'),
  )
  .map((args) => annotation(...args))

const contentOf = (set: AnnotationSet) => [...set.all()].map(({ stamp }) => stamp).sort()

function merged(messages: readonly (readonly Annotation[])[]): AnnotationSet {
  const set = new AnnotationSet()
  for (const message of messages) set.add(message)
  return set
}

test('[CO9] any order of the same messages gives the same annotations, also where bounds drop some', () => {
  withLimits({ sessionAnnotationsMax: 10, authorAnnotationsMax: 4 })
  fc.assert(
    fc.property(fc.array(fc.array(anyAnnotation, { maxLength: 6 }), { maxLength: 12 }), fc.nat(), (messages, turn) => {
      const one = merged(messages)
      const at = turn % (messages.length + 1)
      const turned = [...messages.slice(at), ...messages.slice(0, at)].reverse()
      const other = merged([...turned, ...messages.slice(0, at)])
      const whole = merged([messages.flat()])
      expect(contentOf(other)).toEqual(contentOf(one))
      expect(contentOf(whole)).toEqual(contentOf(one))
      expect(other.digest()).toEqual(one.digest())
      expect(one.size).toBe([...one.all()].length)
    }),
  )
})

test('[CO9] two browsers that exchange what the other lacks have the same', () => {
  withLimits({ sessionAnnotationsMax: 10, authorAnnotationsMax: 4 })
  fc.assert(
    fc.property(fc.array(anyAnnotation), fc.array(anyAnnotation), (ours, theirs) => {
      const [a, b] = [merged([ours]), merged([theirs])]
      const asked = a.digest()
      a.add(b.missingIn(asked))
      b.add(a.missingIn(b.digest()))
      expect(contentOf(a)).toEqual(contentOf(b))
      expect(a.missingIn(b.digest())).toEqual([])
    }),
  )
})

test('[CO9] the latest counts, a removal too, and it does not come back', () => {
  const set = merged([[annotation(0, 1, 5, 'a')], [annotation(0, 1, 7, null)], [annotation(0, 1, 6, 'b')]])
  expect([...set.all()]).toEqual([annotation(0, 1, 7, null)])
  expect(set.add([annotation(0, 1, 7, null)])).toBe(false)
})

test('[CO9][limit authorAnnotationsMax] of one author the latest stay', () => {
  const set = new AnnotationSet()
  for (let i = 0; i < LIMITS.authorAnnotationsMax + 3; i++) set.add([annotation(0, i, i)])
  expect(set.size).toBe(LIMITS.authorAnnotationsMax)
  expect(set.find('author0', 'm2')).toBeNull()
  expect(set.find('author0', 'm3')).not.toBeNull()
})

test('[CO9][limit sessionAnnotationsMax] guests’ annotations go before those of members, however new they are', () => {
  const set = new AnnotationSet()
  for (let i = 0; i < 100; i++) set.add([annotation(0, i, i)])
  for (let guest = 0; guest < 4; guest++)
    for (let i = 0; i < 300; i++) set.add([annotation(1 + 3 * guest, i, 1_000_000 + i)])
  expect(set.size).toBe(LIMITS.sessionAnnotationsMax)
  expect([...set.all()].filter(({ author }) => author.id === 'author0')).toHaveLength(100)
})

test('what a relay refuses is forgotten, unless it was replaced meanwhile', () => {
  const [before, after] = [annotation(0, 1, 5), annotation(0, 1, 6)]
  const set = merged([[after, annotation(0, 2, 5)]])
  set.forget([before, annotation(0, 2, 5)])
  expect([...set.all()]).toEqual([after])
})
