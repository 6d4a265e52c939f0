/** Which parts of a text are marked as search hits, and where. */
import { expect, test } from 'vitest'
import { highlightPieces } from '#lib/viewer/highlight.ts'
import type { MarkPlace } from '#lib/viewer/query/mark-places.ts'
import { parseQuery } from '#lib/viewer/query/parse.ts'
import { SearchMarks } from '#lib/viewer/query/search-marks.ts'

function marked(text: string, query: string, place: MarkPlace = 'anywhere', find: string | null = null): string {
  const result = parseQuery(query)
  const marks = new SearchMarks(result.isOk ? result.parsed.query : null, find ? { kind: 'literal', text: find } : null)
  return highlightPieces(text, marks.at(place))
    .map(({ text: part, isHit, isFind }) => (isFind ? `{${part}}` : isHit ? `[${part}]` : part))
    .join('')
}

test.each([
  ['Cart is in the cart', 'cart', '[Cart] is in the [cart]'],
  ['Cart is in the cart', 'Cart', '[Cart] is in the cart'],
  ['abcabc', 'abc bc', '[abc][abc]'],
  ['abcd', 'abc bcd', '[abc][d]'],
  ['a (b) c', '"(b) c"', 'a [(b) c]'],
  ['nothing', 'else', 'nothing'],
  ['without', '-with', 'without'],
  ['with', '-(a with)', 'with'],
  ['this or that', 'this OR that', '[this] or [that]'],
  ['took 12 ms, 345 ms', '/\\d+ ms/', 'took [12 ms], [345 ms]'],
  ['at localhost:80', 'localhost:80', 'at [localhost:80]'],
])('%j searched for %j', (text, query, shown) => {
  expect(marked(text, query)).toBe(shown)
})

test.each([
  ['cart', 'message:cart', 'message', '[cart]'],
  ['cart', 'message:cart', 'error', 'cart'],
  ['cart', 'cart', 'key', '[cart]'],
  ['shop.cart', 'logger:cart', 'logger', 'shop.[cart]'],
  ['42', 'user.id:42', 'value:user.id', '[42]'],
  ['42', 'user.id:42', 'value:order.id', '42'],
  ['42', 'items.id:42', 'value:items.0.id', '[42]'],
  ['alan', 'user:al*', 'value:user', '[alan]'],
  ['503', 'http.status:>=500', 'value:http.status', '[503]'],
  ['a=1 b=2', 'b:2', 'preview', 'a=1 [b=2]'],
  ['abc', 'trace:abc', 'trace', '[abc]'],
] as const)('%j searched for %j as %s', (text, query, place, shown) => {
  expect(marked(text, query, place)).toBe(shown)
})

test('what the find bar looks for is on top of the filter', () => {
  expect(marked('a cart here', 'cart', 'message', 'art he')).toBe('a [c]{art he}re')
})
