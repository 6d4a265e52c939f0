/** A viewer's connection whose hello is answered by hand: no server is needed before the hello has come. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { HELLO_MS, TRY_YOUNG_MS, ViewerConnection } from '#lib/viewer/viewer-connection.ts'

interface Hello {
  signal: AbortSignal
  resolve(hello: ViewerHello): void
  reject(error: unknown): void
}

const hellos: Hello[] = []
let connection: ViewerConnection

beforeEach(() => {
  vi.useFakeTimers()
  connection = new ViewerConnection({
    server: 'http://127.0.0.1:1',
    hello: (signal) => new Promise((resolve, reject) => hellos.push({ signal, resolve, reject })),
    now: Date.now,
    random: () => 0.5,
  })
})
afterEach(() => {
  connection.close()
  hellos.splice(0)
  vi.useRealTimers()
})

const last = () => hellos.at(-1) as Hello

test('[DV7] a hello that is never answered is given up and asked for again', async () => {
  await vi.advanceTimersByTimeAsync(HELLO_MS - 1)
  expect(connection.status.state).toBe('connecting')
  await vi.advanceTimersByTimeAsync(1)
  expect(connection.status).toMatchObject({ state: 'reconnecting', error: { code: 'server-unreachable' } })
  expect(last().signal.aborted).toBe(true)
  await vi.runOnlyPendingTimersAsync()
  expect(hellos).toHaveLength(2)
})

test('[DV7] trying now abandons a hello that hangs, but not one that has just been asked for', async () => {
  await vi.advanceTimersByTimeAsync(HELLO_MS)
  await vi.runOnlyPendingTimersAsync()
  const hung = last()
  connection.retryNow()
  expect(hellos).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(TRY_YOUNG_MS)
  connection.retryNow()
  expect(hellos).toHaveLength(3)
  expect(hung.signal.aborted).toBe(true)
})

test.each([
  ['a final refusal', (hello: Hello) => hello.reject(Object.assign(new Error('gone'), { code: 'token-revoked' }))],
  ['a failure', (hello: Hello) => hello.reject(new Error('late'))],
  ['an answer', (hello: Hello) => hello.resolve({ version: 1, ticket: 'late' })],
])('[DV7] %s to an abandoned hello is ignored', async (_, answer) => {
  await vi.advanceTimersByTimeAsync(HELLO_MS)
  await vi.runOnlyPendingTimersAsync()
  const hung = last()
  await vi.advanceTimersByTimeAsync(TRY_YOUNG_MS)
  connection.retryNow()
  const before = connection.status
  answer(hung)
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.status).toBe(before)
  expect(hellos).toHaveLength(3)
  expect(last().signal.aborted).toBe(false)
})

test('[DV7] closing ends a hello that is under way', async () => {
  connection.close()
  expect(last().signal.aborted).toBe(true)
  expect(connection.status.state).toBe('ended')
})
