/** The page's requests to our API, over a fetch that the test answers by hand. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CALL_MS, CallError, call } from '#app/_api/call.ts'

interface Sent {
  path: string
  init: RequestInit
  answer: (response: Response) => void
}

let sent: Sent[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  sent = []
  vi.stubGlobal(
    'fetch',
    (path: string, init: RequestInit) =>
      new Promise<Response>((resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason))
        if (init.signal?.aborted) reject(init.signal.reason)
        sent.push({ path, init, answer: resolve })
      }),
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const codeOfFailure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error) => (error instanceof CallError ? error.code : error),
  )

test('a request without an answer fails after its limit, and is canceled', async () => {
  const failure = codeOfFailure(call('GET', '/api/v1/devices'))
  vi.advanceTimersByTime(CALL_MS - 1)
  expect(sent[0]?.init.signal?.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(await failure).toBe('server-unreachable')
  expect(sent[0]?.init.signal?.aborted).toBe(true)
})

test('the limit holds for the body too', async () => {
  const failure = codeOfFailure(call('GET', '/api/v1/devices'))
  const body = new ReadableStream({
    start: (controller) => {
      sent[0]?.init.signal?.addEventListener('abort', () => controller.error(new Error('canceled')))
    },
  })
  sent[0]?.answer(new Response(body, { status: 200 }))
  await new Promise((resolve) => setImmediate(resolve))
  vi.advanceTimersByTime(CALL_MS)
  expect(await failure).toBe('server-unreachable')
})

test('a caller abandons its request with a signal, also one that has aborted before', async () => {
  const abandoning = new AbortController()
  const failure = codeOfFailure(call('POST', '/api/v1/viewer-ticket', undefined, { signal: abandoning.signal }))
  abandoning.abort()
  expect(await failure).toBe('server-unreachable')
  expect(await codeOfFailure(call('POST', '/api/v1/viewer-ticket', undefined, { signal: abandoning.signal }))).toBe(
    'server-unreachable',
  )
})

test('a signal of the caller does not lift the limit', async () => {
  const { signal } = new AbortController()
  const failure = codeOfFailure(call('GET', '/api/v1/devices', undefined, { signal }))
  vi.advanceTimersByTime(CALL_MS)
  expect(await failure).toBe('server-unreachable')
})

test('an answer ends the limit', async () => {
  const answered = call<{ ticket: string }>('POST', '/api/v1/viewer-ticket')
  sent[0]?.answer(Response.json({ ticket: 't' }))
  expect(await answered).toEqual({ ticket: 't' })
  expect(vi.getTimerCount()).toBe(0)
})

test('an empty answer is undefined, and the page of a proxy is no error of ours', async () => {
  const empty = call('DELETE', '/api/v1/links/x')
  sent[0]?.answer(new Response(null, { status: 204 }))
  expect(await empty).toBeUndefined()
  const failure = codeOfFailure(call('GET', '/api/v1/devices'))
  sent[1]?.answer(new Response('<h1>Bad gateway</h1>', { status: 502 }))
  expect(await failure).toBe('internal')
  const refused = codeOfFailure(call('GET', '/api/v1/devices'))
  sent[2]?.answer(Response.json({ error: { code: 'not-signed-in', message: 'sign in' } }, { status: 401 }))
  expect(await refused).toBe('not-signed-in')
})
