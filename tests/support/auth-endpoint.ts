/** Calls next-auth's endpoints with our options, as its handler for plain requests does, without Next around it. */
import { parse } from 'cookie'
import NextAuth from 'next-auth'
import { type AuthRequest, authOptions } from '#lib/server/auth/options.ts'

const SEEN = {
  address: '203.0.113.9',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
}

export interface AuthAnswer {
  status: number
  body: Record<string, unknown>
  /** The address that a redirect goes to. */
  location: string | null
  /** Values by name; empty for a cookie that was removed. */
  cookies: Map<string, string>
  setCookies: string[]
}

/** `action` is what follows /api/auth/, such as `session` or `callback/credentials`. */
export async function auth(
  method: 'GET' | 'POST',
  action: string,
  { cookie = '', body = {}, about = {} }: { cookie?: string; body?: object; about?: AuthRequest } = {},
): Promise<AuthAnswer> {
  const request = {
    method,
    query: { nextauth: action.split('/') },
    cookies: parse(cookie),
    headers: { host: 'localhost:8080', 'x-forwarded-proto': 'http', 'user-agent': SEEN.userAgent, cookie },
    body: { json: 'true', ...body },
  }
  const response = fakeResponse()
  await NextAuth(request as never, response as never, authOptions(SEEN, { cookieHeader: cookie, ...about }))
  return response.answer()
}

/** Signs in as the form does. Returns the `Cookie` header of the browser afterward. */
export async function signInByForm(email: string, password: string, cookie = '', about: AuthRequest = {}) {
  const csrf = await auth('GET', 'csrf', { cookie })
  const jar = jarOf(cookie, csrf)
  const body = { email, password, csrfToken: csrf.body.csrfToken }
  const answer = await auth('POST', 'callback/credentials', { cookie: headerOf(jar), body, about })
  return { answer, cookie: headerOf(jarOf(headerOf(jar), answer)) }
}

export async function signOutByForm(cookie: string): Promise<AuthAnswer> {
  const csrf = await auth('GET', 'csrf', { cookie })
  return auth('POST', 'signout', { cookie: headerOf(jarOf(cookie, csrf)), body: { csrfToken: csrf.body.csrfToken } })
}

function jarOf(cookie: string, answer: AuthAnswer): Map<string, string> {
  const jar = new Map<string, string>()
  for (const pair of cookie.split('; ').filter(Boolean))
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  for (const [name, value] of answer.cookies) value === '' ? jar.delete(name) : jar.set(name, value)
  return jar
}

function headerOf(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}

function fakeResponse() {
  const headers = new Map<string, string | string[]>()
  let status = 200
  let body: unknown = null
  const response = {
    status: (code: number) => {
      status = code
      return response
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: string | string[]) => {
      headers.set(name.toLowerCase(), value)
      return response
    },
    json: (value: unknown) => {
      body = value
    },
    send: (value: unknown) => {
      body = value
    },
    end: () => undefined,
    answer: (): AuthAnswer => {
      const setCookies = [headers.get('set-cookie') ?? []].flat()
      const pairs = setCookies.map((line) => line.split(';')[0] as string)
      return {
        status,
        body: (body ?? {}) as Record<string, unknown>,
        location: (headers.get('location') as string | undefined) ?? null,
        cookies: new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
        setCookies,
      }
    },
  }
  return response
}
