/** The path after signing in is always on this server, whatever the URL asks for. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callbackPath } from '#app/(auth)/_parts/callback-path.ts'

const OWN = 'https://logs.example.com'

test.each([
  ['/dashboard/tokens?x=1', '/dashboard/tokens?x=1'],
  [`${OWN}/dashboard/links`, '/dashboard/links'],
  ['/invite', '/invite'],
  [undefined, '/dashboard'],
  [['/a', '/b'], '/dashboard'],
  ['//evil.example', '/dashboard'],
  ['/\\evil.example', '/dashboard'],
  ['https://evil.example/dashboard', '/dashboard'],
  ['https://logs.example.com.evil.example/', '/dashboard'],
  ['http://logs.example.com/dashboard', '/dashboard'],
  ['javascript:alert(1)', '/dashboard'],
  ['data:text/html,x', '/dashboard'],
  ['\t//evil.example', '/dashboard'],
  ['/.//evil.example', '/dashboard'],
  ['/..//evil.example', '/dashboard'],
  [`${OWN}//evil.example`, '/dashboard'],
  ['/a/..//evil.example', '/dashboard'],
] as const)('%j leads to %s', (wanted, path) => {
  expect(callbackPath(wanted as string | string[] | undefined, OWN)).toBe(path)
})

test('no text leads to another origin', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.webPath(),
        fc.string().map((text) => `/\\${text}`),
      ),
      (wanted) => {
        expect(new URL(callbackPath(wanted, OWN), OWN).origin).toBe(OWN)
      },
    ),
  )
})

test('no sequence of dots and slashes leads to another origin', () => {
  const part = fc.constantFrom('/', '//', '\\', '.', '..', '%2e', '\t', '?', '#', '@', 'a')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      expect(new URL(callbackPath(`/${parts.join('')}`, OWN), OWN).origin).toBe(OWN)
    }),
    { numRuns: 1_000 },
  )
})
