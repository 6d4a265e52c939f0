/** Marks on the live page: what the list shows of them, and stepping from one to the next. */
import { expect, test } from 'vitest'
import { nextPlace } from '#app/_live/together/next-place.ts'
import { placesOf, rowMarks } from '#app/_live/together/row-marks.ts'
import type { PlacedAnnotation } from '#lib/viewer/together/together-snapshot.ts'

function annotation(name: string, seq: number, kind: 'mark' | 'comment' = 'mark', session = 's1'): PlacedAnnotation {
  const key = `${session}:${name}:${kind}${seq}`
  const author = { id: name, name, kind: 'user' as const }
  return { key, session, seq, item: key, kind, text: '', author, atMs: 0, isMine: false }
}

const words = {
  nameOf: ({ name }: { name: string }) => name,
  labelOf: (kind: string, names: string) => `${kind} of ${names}`,
}

test('a row says who has marked it and who said something, each once', () => {
  const marks = rowMarks(
    [annotation('Ann', 1), annotation('Bob', 1), annotation('Ann', 1, 'comment'), annotation('Bob', 2)],
    words,
  )
  expect(marks.get('s1:1')).toMatchObject({ label: 'mark of Ann, Bob · comment of Ann', hasComment: true })
  expect(marks.get('s1:2')).toMatchObject({ label: 'mark of Bob', hasComment: false })
})

test('a record has one place, however much is said about it', () => {
  expect(placesOf([annotation('Ann', 1), annotation('Bob', 1, 'comment'), annotation('Ann', 4)])).toEqual([
    { session: 's1', seq: 1 },
    { session: 's1', seq: 4 },
  ])
})

test('a step goes to the nearest mark in its direction, across sessions, and nowhere at the end', () => {
  const all = [annotation('Ann', 2), annotation('Bob', 9), annotation('Ann', 1, 'mark', 's2')]
  const at = (seq: number, session = 's1') => ({ session, seq })
  expect(nextPlace(all, at(2), 1)).toEqual(at(9))
  expect(nextPlace(all, at(9), 1)).toEqual(at(1, 's2'))
  expect(nextPlace(all, at(1, 's2'), 1)).toBeNull()
  expect(nextPlace(all, at(9), -1)).toEqual(at(2))
  expect(nextPlace(all, at(5), -1)).toEqual(at(2))
  expect(nextPlace(all, null, 1)).toEqual(at(2))
  expect(nextPlace(all, null, -1)).toEqual(at(1, 's2'))
})
