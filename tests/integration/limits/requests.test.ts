/** API request limits: how many requests each caller may make. */
import { beforeEach, expect, test } from 'vitest'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { CLIENT_ADDRESS_HEADER } from '#lib/server/auth/client-address.ts'
import { takeSignUpAttempt } from '#lib/server/auth/sign-in-limiter.ts'
import { problem } from '#lib/server/http/problem.ts'
import { takeAddressRequest, takeCallerRequest } from '#lib/server/http/request-rates.ts'
import { LimitHits, limitHits } from '#lib/server/limit-hits.ts'

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

test('[limit addressRequestsPerMinute] each address has its own limit', async () => {
  expect(await takeUntilRefused(() => takeAddressRequest(from('192.0.2.1')))).toBe(LIMITS.addressRequestsPerMinute)
  await takeAddressRequest(from('192.0.2.2'))
  expect(limitHits.get().counts.get('addressRequestsPerMinute')).toBe(1)
  expect(lines).toEqual([expect.stringContaining('from 192.0.2.1')])
})

test('[LM4][limit callerRequestsPerMinute] an API token has one limit, wherever it is used from', async () => {
  const token = (tokenId: string) => ({ kind: 'api', tokenId, tokenName: '', teamId: 'team' }) as const
  expect(await takeUntilRefused(() => takeCallerRequest(token('token1')))).toBe(LIMITS.callerRequestsPerMinute)
  await takeCallerRequest(token('token2'))
  await takeCallerRequest({ kind: 'public' })
})

test('[limit signUpsPerAddress] new accounts from one address', async () => {
  expect(await takeUntilRefused(() => takeSignUpAttempt('192.0.2.1'))).toBe(
    // Two at once in the slow lane.
    LIMITS.signUpsPerAddress + 2,
  )
  await takeSignUpAttempt('192.0.2.2')
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
