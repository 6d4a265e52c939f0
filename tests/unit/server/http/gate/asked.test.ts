/** What strangers' requests are answered with, and that few of them reach Next. */
import { expect, test } from 'vitest'
import { type Asked, askedOf, type Question } from '#lib/server/http/gate/asked.ts'
import { nextRoutes } from '#lib/server/http/gate/next-routes.ts'

const route = (page: string) => ({ page, regex: `^${page.replace(/\[\w+\]/g, '([^/]+?)')}(?:/)?$` })
const PAGES = [
  '/',
  '/sign-in',
  '/sign-up',
  '/server',
  '/dashboard',
  '/dashboard/devices/[id]',
  '/s/[id]',
  '/no-team',
  '/invite',
]
const ROUTES = nextRoutes(
  [...PAGES, '/api/health', '/sdk/[file]', '/devices', '/_not-found'].map(route),
  new Set(['/api/health', '/sdk/[file]', '/devices']),
  new Set(['/favicon.ico', '/_next/static/a.js']),
)
const PLACES = { nonce: 'NONCE', id: 'SOME-ID', path: 'SOME-PATH' }

function asked(target: string, more: Partial<Question> = {}): Asked {
  const question = { method: 'GET', target, headers: {}, isStranger: true, locale: 'en', publicUrl: 'https://own.test' }
  return askedOf({ ...question, ...more }, ROUTES, PLACES)
}
const page = (target: string, more: Partial<Question> = {}) => {
  const found = asked(target, more)
  return found.kind === 'page' ? found.page : null
}

test.each(['/favicon.ico', '/_next/static/a.js?x', '/sdk/agent-logger.tgz', '/sdk/agent-logger.0123456789abcdef.js'])(
  '%s is a file',
  (target) => {
    expect(asked(target)).toEqual({ kind: 'file', path: target.split('?')[0] })
    expect(asked(target, { isStranger: false }).kind).toBe('file')
    expect(asked(target, { method: 'POST' })).toMatchObject({ refusal: { status: 405 } })
  },
)

test.each(['/_next/image?url=x', '/_next/data/x.json', '/_global-error', '/sdk/other.js', '/api/nope', '/api/v2/x'])(
  '%s is refused without asking Next',
  (target) => {
    const refused = { kind: 'refused', refusal: { code: 'not-found' } }
    expect(asked(target)).toMatchObject(refused)
    expect(asked(target, { isStranger: false })).toMatchObject(refused)
  },
)

test.each(['/api/health', '/devices', '/ws?type=web', '/s/%F0%28', 'http://own.test/', '*'])(
  '%s is for Next',
  (target) => {
    expect(asked(target).kind).toBe('next')
  },
)

test('a browser that holds an invitation does not get the page of those that hold none', () => {
  expect(asked('/invite').kind).toBe('page')
  expect(asked('/invite', { headers: { cookie: 'a=b; __Host-agent-logger.invite=id.1.x' } }).kind).toBe('next')
  expect(asked('/invite', { headers: { cookie: 'agent-logger.invite=; a=b' } }).kind).toBe('page')
})

test('what differs between requests is filled in, so that all links and ways back share one page', () => {
  expect(page('/s/abcdefgh')?.key).toBe(page('/s/ijklmnop?x=1')?.key)
  expect(page('/s/abcdefgh')).toMatchObject({ url: '/s/SOME-ID', fillings: { id: 'abcdefgh' } })
  expect(page('/s/%3Cscript%3E')?.fillings).toEqual({ id: '-' })
  expect(page('/sign-in?callbackUrl=/dashboard/links')).toMatchObject({
    url: '/sign-in?callbackUrl=%2FSOME-PATH',
    fillings: { path: 'dashboard/links' },
  })
  expect(page('/sign-in?callbackUrl=https%3A%2F%2Fown.test%2Fserver')?.fillings).toEqual({ path: 'server' })
  expect(page('/sign-in?a=b&callbackUrl=/dashboard')?.key).toBe(page('/sign-in')?.key)
  expect(page('/sign-in?error=no-such-error')?.key).toBe(page('/sign-in?error=another')?.key)
  expect(page('/sign-in?reason=session-revoked')?.url).toBe('/sign-in?reason=session-revoked')
  expect(page('/sign-in?reason=%3Cb%3E')?.key).toBe(page('/sign-in')?.key)
  expect(page('/nope')?.key).toBe(page('/nope/nope?x')?.key)
})

test.each(['/a"b', '/a<b', '/a&b', '//evil.test', 'https://evil.test/', '/./..//x', 'javascript:x', "/a'b", '/a\\b'])(
  'a way back of %j is never put into a kept page',
  (wanted) => expect(asked(`/sign-in?callbackUrl=${encodeURIComponent(wanted)}`)).toEqual({ kind: 'next' }),
)

test('languages and the data of a page are kept apart', () => {
  const keys = [page('/sign-in'), page('/sign-in', { locale: 'ru' }), page('/sign-in', { headers: { rsc: '1' } })]
  expect(new Set(keys.map((each) => each?.key)).size).toBe(3)
  expect(keys[2]).toMatchObject({ url: '/sign-in?_rsc', headers: { rsc: '1', cookie: 'locale=en' } })
  expect(asked('/sign-in', { headers: { rsc: '1', 'next-router-prefetch': '1' } }).kind).toBe('nothing')
})

test('a stranger is sent to sign-in, and a signed-in person gets the page from Next', () => {
  expect(asked('/')).toMatchObject({ location: '/sign-in' })
  expect(asked('/dashboard/devices/a?x')).toMatchObject({
    location: '/sign-in?callbackUrl=%2Fdashboard%2Fdevices%2Fa',
  })
  for (const target of ['/', '/dashboard', '/sign-in', '/s/abcdefgh'])
    expect(asked(target, { isStranger: false }), target).toEqual({ kind: 'next' })
})

test('pages are only read, and a slash at the end leads to the page without it', () => {
  expect(asked('/sign-in', { method: 'POST' })).toMatchObject({ refusal: { status: 405 } })
  expect(asked('/nope', { method: 'DELETE' })).toMatchObject({ refusal: { code: 'not-found' } })
  expect(asked('/sign-in/?a=b')).toMatchObject({ status: 308, location: '/sign-in?a=b' })
  expect(asked('//evil.test/').kind).toBe('page')
})
