/** Limits of the API: how many requests of whom. */
import { beforeEach, expect, test } from 'vitest'
import { CLIENT_ADDRESS_HEADER } from '#lib/auth/client-address.ts'
import { takeSignUpTry } from '#lib/auth/sign-in-limiter.ts'
import { AppError } from '#lib/errors.ts'
import { problem } from '#lib/http/problem.ts'
import { takeAddressRequest, takeCallerRequest } from '#lib/http/request-rates.ts'
import { LimitHits, limitHits } from '#lib/limit-hits.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

const lines: string[] = []
beforeEach(() => {
  lines.splice(0)
  limitHits.put(new LimitHits((line) => lines.push(line)))
})

const from = (address: string) =>
  new Headers({ [CLIENT_ADDRESS_HEADER]: address, 'x-forwarded-for': `${Math.random()}` })
const refused = expect.objectContaining({ code: 'too-many-requests' })

async function takeUntilRefused(take: () => Promise<void>): Promise<number> {
  for (let taken = 0; ; taken++) {
    try {
      await take()
    } catch (error) {
      expect(error).toEqual(refused)
      return taken
    }
  }
}

test('[limit addressRequestsPerMinute] one address has its share, another its own', async () => {
  expect(await takeUntilRefused(() => takeAddressRequest(from('192.0.2.1')))).toBe(LIMITS.addressRequestsPerMinute)
  await takeAddressRequest(from('192.0.2.2'))
  expect(limitHits.get().counts.get('addressRequestsPerMinute')).toBe(1)
  expect(lines).toEqual([expect.stringContaining('from 192.0.2.1')])
})

test('[LM4][limit callerRequestsPerMinute] one API token has its share, wherever it is used from', async () => {
  const token = (tokenId: string) => ({ kind: 'api', tokenId, teamId: 'team' }) as const
  expect(await takeUntilRefused(() => takeCallerRequest(token('token1')))).toBe(LIMITS.callerRequestsPerMinute)
  await takeCallerRequest(token('token2'))
  await takeCallerRequest({ kind: 'anyone' })
})

test('[limit signUpsPerAddress] new accounts of one address', async () => {
  expect(await takeUntilRefused(() => takeSignUpTry('192.0.2.1'))).toBe(LIMITS.signUpsPerAddress)
  await takeSignUpTry('192.0.2.2')
  expect(limitHits.get().counts.get('signUpsPerAddress')).toBe(1)
})

test.each([
  ['requestBodyBytesMax', 'body-too-large', 413],
  ['teamTokensMax', 'limit-reached', 409],
] as const)('[limit %s] a refusal that names its limit is counted where it is answered', (limit, code, status) => {
  const request = new Request('http://localhost/api/v1/tokens?team=secret', { method: 'POST' })
  expect(problem(new AppError(code, undefined, { limit }), request).status).toBe(status)
  expect(problem(new AppError(code), request).status).toBe(status)
  expect(limitHits.get().counts.get(limit)).toBe(1)
  expect(lines).toEqual([`limit ${limit} hit (1 so far): POST /api/v1/tokens`])
})
