/** The fragment of a live page: with a secret, with a record, with both. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLinkSecret } from '#lib/protocol/link-secret.ts'
import { readFragment, writeFragment } from '#lib/viewer/record-link.ts'

test.each([
  ['', { secret: '', place: null }],
  ['L12', { secret: '', place: { session: null, seq: 12 } }],
  ['Labc-_9:12', { secret: '', place: { session: 'abc-_9', seq: 12 } }],
  ['secret&L12', { secret: 'secret', place: { session: null, seq: 12 } }],
  ['secret&Ls:12', { secret: 'secret', place: { session: 's', seq: 12 } }],
  // Old links and strange ones keep their meaning.
  ['secret', { secret: 'secret', place: null }],
  ['L0', { secret: 'L0', place: null }],
  ['L99999999999999999', { secret: 'L99999999999999999', place: null }],
  ['secret&X12', { secret: 'secret&X12', place: null }],
])('%s', (fragment, expected) => {
  expect(readFragment(fragment)).toEqual(expected)
})

test('what is written is read again, also beside any secret of a share link', () => {
  const place = fc.record({
    session: fc.option(fc.stringMatching(/^[\w-]{1,32}$/)),
    seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  })
  fc.assert(
    fc.property(fc.option(place), fc.constantFrom('', createLinkSecret(), createLinkSecret()), (linked, secret) => {
      const given = { secret, place: linked }
      expect(readFragment(writeFragment(given))).toEqual(given)
    }),
  )
})
