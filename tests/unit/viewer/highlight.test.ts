/** Which parts of a text are marked as search hits. */
import { expect, test } from 'vitest'
import { highlightPieces } from '#lib/viewer/highlight.ts'
import { searchPatterns } from '#lib/viewer/log-filter.ts'

const marked = (text: string, query: string) =>
  highlightPieces(text, searchPatterns(query))
    .map(({ text: part, isHit }) => (isHit ? `[${part}]` : part))
    .join('')

test.each([
  ['Cart is in the cart', 'cart', '[Cart] is in the [cart]'],
  ['Cart is in the cart', 'Cart', '[Cart] is in the cart'],
  ['abcabc', 'abc bc', '[abc][abc]'],
  ['abcd', 'abc bcd', '[abc][d]'],
  ['a (b) c', '"(b) c"', 'a [(b) c]'],
  ['nothing', 'else', 'nothing'],
  ['without', '-with', 'without'],
])('%j searched for %j', (text, query, shown) => {
  expect(marked(text, query)).toBe(shown)
})
