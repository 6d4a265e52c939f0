/** What the list shows of marks and comments: for each record a color, who, and whether something was said. */
import { keyOf } from '#app/_live/chosen-records.ts'
import type { RowMark } from '#app/_live/list/row-element.ts'
import type { Author } from '#lib/protocol/participants.ts'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import type { PlacedAnnotation } from '#lib/viewer/together/together-snapshot.ts'
import { colorOf } from './person.tsx'

export interface RowMarkWords {
  nameOf: (author: Author) => string
  labelOf: (kind: 'mark' | 'comment', names: string) => string
}

export function rowMarks(annotations: readonly PlacedAnnotation[], words: RowMarkWords): Map<string, RowMark> {
  const byRow = new Map<string, PlacedAnnotation[]>()
  for (const annotation of annotations) {
    const key = keyOf(annotation)
    byRow.set(key, [...(byRow.get(key) ?? []), annotation])
  }
  return new Map(
    [...byRow].map(([key, of]) => {
      const namesOf = (kind: PlacedAnnotation['kind']) =>
        [...new Set(of.filter((one) => one.kind === kind).map(({ author }) => words.nameOf(author)))].join(', ')
      const [marks, comments] = [namesOf('mark'), namesOf('comment')]
      const label = [
        ...(marks ? [words.labelOf('mark', marks)] : []),
        ...(comments ? [words.labelOf('comment', comments)] : []),
      ].join(' · ')
      const [first] = of as [PlacedAnnotation]
      return [key, { color: colorOf(first.author), label, hasComment: comments !== '' }]
    }),
  )
}

export function placesOf(annotations: readonly PlacedAnnotation[]): LogPlace[] {
  return [...new Map(annotations.map(({ session, seq }) => [keyOf({ session, seq }), { session, seq }])).values()]
}
