/** Changes come from our own pages (CSRF). */
import { expect, test } from 'vitest'
import { assertSameOrigin } from '#lib/server/http/same-origin.ts'

const rule = { publicUrl: 'https://logs.example.com', isPublicUrlSet: true }
const host = 'logs.example.com'
const own = 'https://logs.example.com'

const cases: [headers: Record<string, string>, isRefused: boolean][] = [
  [{ 'sec-fetch-site': 'same-origin', origin: own }, false],
  [{ 'sec-fetch-site': 'same-origin' }, false],
  [{ origin: own }, false],
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }, true],
  [{ 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'cross-site', origin: own }, true],
  [{ origin: 'null' }, true],
  [{ origin: 'https://evil.test' }, true],
  [{}, true],
]

test.each(cases)('%j', (headers, isRefused) => {
  const check = () => assertSameOrigin(new Headers({ host, ...headers }), rule, false)
  if (isRefused) expect(check).toThrow(expect.objectContaining({ code: 'origin-refused' }))
  else expect(check).not.toThrow()
})

test('on a public route, a client that is not a browser may call', () => {
  expect(() => assertSameOrigin(new Headers({ host }), rule, true)).not.toThrow()
  expect(() => assertSameOrigin(new Headers({ host, origin: 'https://evil.test' }), rule, true)).toThrow()
  expect(() => assertSameOrigin(new Headers({ host, 'sec-fetch-site': 'cross-site' }), rule, true)).toThrow()
})
