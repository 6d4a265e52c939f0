/** A request is counted for a person only with a cookie that this server sealed. */
import { encode } from 'next-auth/jwt'
import { beforeAll, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { sealSession, sessionCookieName } from '#lib/server/auth/session-cookie.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'
import { credentialOf, KnownCallers, keyOfCookie, knownCallers } from '#lib/server/http/gate/known-callers.ts'
import { withLimits } from '#tests/support/with-limits.ts'

beforeAll(() => void putConfig(loadConfig({ AUTH_SECRET: 'Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldA' })))

test('only a cookie of this server names a person; a made-up one is remembered by nobody', async () => {
  const sealed = await sealSession({ sub: 'ada', sessionVersion: 0 } as never)
  const foreign = await encode({ token: { sub: 'ada' }, secret: 'of another server' })
  expect(await keyOfCookie(sealed, 0)).toBe('person ada')
  expect(knownCallers().get(sealed, 1)).toBe('person ada')
  for (const made of [foreign, 'x', '', `${sealed}x`, sealed.slice(0, -2)]) {
    expect(await keyOfCookie(made, 0)).toBe(null)
    expect(knownCallers().get(made, 1)).toBe(null)
  }
})

test('[limit knownCallersMax][limit knownCallerMs] what is remembered is bounded in number and time', () => {
  withLimits({ knownCallersMax: 2 })
  const known = new KnownCallers()
  for (const token of ['a', 'b', 'c']) known.remember(token, `token ${token}`, 0)
  expect(['a', 'b', 'c'].map((token) => known.get(token, 1))).toEqual([null, 'token b', 'token c'])
  expect(known.get('c', LIMITS.knownCallerMs)).toBe(null)
})

test('a token goes before a cookie, as in routes', () => {
  const cookie = `a=b; ${sessionCookieName()}=sealed`
  expect(credentialOf({ cookie })).toEqual({ kind: 'cookie', value: 'sealed' })
  expect(credentialOf({ cookie, authorization: 'Bearer agl_a_x' })).toEqual({ kind: 'token', value: 'agl_a_x' })
  expect(credentialOf({ cookie: 'a=b', authorization: 'Basic x' })).toBe(null)
})
