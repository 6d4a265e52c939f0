/**
 * Nothing that a stranger sends makes the built server fail or writes into its log: every method × every path, known or not, ×
 * headers and cookies that are made to break what parses them.
 */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from '#tests/support/start-server.ts'

let server: TestServer
let cookie: string
beforeAll(async () => {
  server = await startServer({ TRUSTED_PROXIES: '127.0.0.1' })
  const password = 'correct horse battery'
  server.cli(['user', 'add', '--email', 'ada@example.com', '--password-stdin'], password)
  cookie = await signIn('ada@example.com', password)
})
afterAll(() => server.remove())

const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'REPORT', 'SEARCH', 'LOCK'],
  ...['MKCOL', 'PURGE', 'SUBSCRIBE'],
]

const UNKNOWN = [
  '/nope',
  '/api',
  '/api/nope',
  '/api/v1',
  '/api/v1/nope/x',
  '/api/auth',
  '/_next/x',
  '/_next/image?url=x',
]
const AUTH = [
  'csrf',
  'session',
  'providers',
  'signin',
  'signout',
  'error',
  'verify-request',
  '_log',
  'nope',
  'constructor',
]
const AUTH_DEEP = ['callback', 'callback/credentials', 'signin/credentials', 'callback/github', 'signin/__proto__']

/** Every path that Next was built with, brackets filled in, and some that do not exist. */
const PATHS = [
  ...Object.values(
    JSON.parse(
      readFileSync(path.join(import.meta.dirname, '../../../.next/app-path-routes-manifest.json'), 'utf8'),
    ) as Record<string, string>,
  ).map((page) => page.replace(/\[\.\.\.\w+\]/, 'x/y').replace(/\[\w+\]/g, 'some-id-1234')),
  ...[...AUTH, ...AUTH_DEEP].map((action) => `/api/auth/${action}`),
  ...['/favicon.ico', '/sdk/agent-logger.js', '/sdk/nope', '/ws', '/sign-in/', '/s/%00', '/s/%22%3E', '/%2e%2e/x'],
  ...UNKNOWN,
]

const BAD_URL = 'http://localhost:8111.evil.test/'
/** Each breaks, or has broken, something that reads it. */
const HEADERS: Record<string, string>[] = [
  {},
  { host: 'a:b:c"x' },
  { host: 'evil.test' },
  { host: '[::1' },
  {
    cookie: `next-auth.callback-url=${encodeURIComponent(BAD_URL)}; next-auth.csrf-token=%; agent-logger.session=x.y.z`,
  },
  { cookie: 'agent-logger.session=eyJhbGciOiJub25lIn0..; locale=__proto__; agent-logger.team=%00%ff' },
  { 'next-action': 'x'.repeat(40), 'content-type': 'multipart/form-data; boundary=x', accept: 'text/x-component' },
  { rsc: '1', 'next-router-state-tree': '%5B"broken', 'next-router-prefetch': 'x', 'next-url': '//x' },
  { rsc: '1', 'next-router-segment-prefetch': '/../x' },
  { 'next-router-state-tree': '{}', 'x-nextjs-data': '1', 'x-invoke-path': '/x', 'x-matched-path': '/x' },
  { authorization: 'Bearer agl_a_x', range: 'bytes=9-1', 'if-none-match': '"' },
  { origin: 'null', 'content-type': 'application/json', 'accept-language': 'ru;q=x,,;;,*', 'accept-encoding': 'x' },
  { 'x-forwarded-host': 'a:b:c', 'x-forwarded-proto': 'x', 'x-forwarded-for': 'x, y', forwarded: 'for=x' },
]
const QUERIES = [
  `callbackUrl=${encodeURIComponent(BAD_URL)}`,
  'error[]=x&team=%00',
  '_rsc=x',
  '%ff=%fe',
  'callbackUrl=%22%3E',
]
const BODY = `{"email":1,"callbackUrl":"${BAD_URL}","__proto__":{"x":1}}`

interface Answer {
  status: number
  type: string
  body: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })
afterAll(() => agent.destroy())

let asks = 0

/** Each request has an address of its own, so that none is refused for being one of many. */
function ask(method: string, target: string, given: Record<string, string>): Promise<Answer> {
  const { port } = new URL(server.url)
  const headers = { 'x-forwarded-for': `10.0.${++asks >> 8}.${asks & 255}`, ...given }
  return new Promise((resolve, reject) => {
    const asked = request({ agent, host: '127.0.0.1', port, method, path: target, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        body += chunk
      })
      const type = response.headers['content-type'] ?? ''
      response.on('end', () => resolve({ status: response.statusCode ?? 0, type, body }))
    })
    asked.once('error', reject)
    asked.end(['POST', 'PUT', 'PATCH'].includes(method) ? BODY : undefined)
  })
}

async function signIn(email: string, password: string): Promise<string> {
  const pairs = (response: Response) => response.headers.getSetCookie().map((line) => line.split(';', 1).join())
  const csrf = await fetch(`${server.url}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const signedIn = await fetch(`${server.url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
    headers: { cookie: pairs(csrf).join('; '), origin: server.url },
  })
  return pairs(signedIn).join('; ')
}

/** What is wrong with an answer, if anything. */
function wrongWith(asked: string, target: string, { status, type, body }: Answer): string[] {
  const isApi = /^\/api(\/|$|\?)/.test(target)
  const isJson = type.startsWith('application/json')
  return [
    ...(status >= 500 || status === 429 ? [`${asked}: ${status} ${body.slice(0, 80)}`] : []),
    ...(isApi && status >= 400 && !asked.startsWith('HEAD') && !isJson ? [`${asked}: ${status} is "${type}"`] : []),
    ...(isApi && isJson && status >= 400 && body && !JSON.parse(body).error ? [`${asked}: ${body.slice(0, 80)}`] : []),
  ]
}

/** Lines of the log that are no single line of ours, after the banner: those have a time stamp, or are of the audit log. */
function strayLines(output: string): string[] {
  const [, after = ''] = output.split('It works once.')
  return after.split('\n').filter((line) => line.trim() !== '' && !/^(\d{4}-\d\d-\d\dT[\d:.]+Z |\{"audit":)/.test(line))
}

async function attack(targets: { method: string; target: string; headers: Record<string, string> }[]) {
  const wrong: string[] = []
  const next = targets[Symbol.iterator]()
  const attacker = async () => {
    for (const { method, target, headers } of { [Symbol.iterator]: () => next }) {
      const asked = `${method} ${target} ${JSON.stringify(headers).slice(0, 90)}`
      wrong.push(...wrongWith(asked, target, await ask(method, target, headers)))
    }
  }
  await Promise.all(Array.from({ length: 12 }, attacker))
  return wrong
}

test('no method on any path fails, and errors of the API are JSON', { timeout: 240_000 }, async () => {
  const targets = METHODS.flatMap((method) => PATHS.map((target) => ({ method, target, headers: {} })))
  expect(await attack(targets)).toEqual([])
  expect(strayLines(server.output())).toEqual([])
})

test('no header, cookie or query fails or writes a stack trace, from a stranger or a signed-in person', {
  timeout: 240_000,
}, async () => {
  // Each path meets each header and query, by the method that comes up: all of them at night, every third one at each commit.
  const isTaken = (i: number, j: number) => process.env.LONG !== undefined || (i + j) % 3 === 0
  const methods = ['GET', 'POST', 'GET', 'DELETE']
  const targets = PATHS.flatMap((target, i) =>
    HEADERS.flatMap((headers, j) => {
      if (!isTaken(i, j)) return []
      const query = QUERIES[(i + j) % QUERIES.length]
      const method = methods[(i + j) % methods.length] as string
      const withQuery = `${target}${target.includes('?') ? '&' : '?'}${query}`
      const own = { ...headers, cookie: [headers.cookie, cookie].filter(Boolean).join('; ') }
      return [
        { method: 'GET', target: withQuery, headers },
        { method, target, headers: (i + j) % 2 === 0 ? own : headers },
      ]
    }),
  )
  expect(await attack(targets)).toEqual([])
  const stray = strayLines(server.output())
  expect(stray).toEqual([])
  // One short line for each failure, without what was sent.
  expect(server.output()).not.toMatch(/evil\.test|^\s+at /m)
  for (const line of server.output().split('\n'))
    expect(line.length).toBeLessThan(line.startsWith('{"audit":') ? 1_000 : 300)
})
