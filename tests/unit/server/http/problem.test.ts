/** Errors as responses: typed errors with their code and status, others as `internal` without any detail. */
import { afterEach, expect, test, vi } from 'vitest'
import { AppError } from '#lib/protocol/app-error.ts'
import { problem } from '#lib/server/http/problem.ts'

afterEach(() => vi.restoreAllMocks())

const request = new Request('http://localhost/api/v1/tokens?team=1', { method: 'POST' })

test('a typed error responds with its status, code and message', async () => {
  const response = problem(new AppError('link-expired'), request)
  expect(response.status).toBe(410)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({
    error: { code: 'link-expired', message: 'The link has expired. Ask for a new one.', retry: false },
  })
})

test('any other error becomes `internal`; its message is neither in the response nor in the log line', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue(undefined)
  const error = Object.assign(new TypeError('canary-51c\nsecond line'), { code: 'P2003' })
  const response = problem(error, request)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('canary')
  expect(log.mock.calls).toHaveLength(1)
  const line = String(log.mock.calls[0])
  expect(line).toMatch(/ POST \/api\/v1\/tokens failed: TypeError P2003 at .*problem\.test/)
  expect(line).not.toMatch(/canary|\n|team=1/)
})
