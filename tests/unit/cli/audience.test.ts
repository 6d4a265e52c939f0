/** Whom a pipe waits for when its connection was lost. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Audience } from '#lib/cli/audience.ts'
import type { AgentLogger, DeviceStatus } from '#lib/device/index.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

/** For fetching what was missed. */
const FETCH_MS = 2_500

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function audience(viewers: number) {
  let tell: (status: DeviceStatus) => void = () => {}
  const status = (state: DeviceStatus['state'], viewers: number) => ({ state, viewers }) as DeviceStatus
  const device = {
    status: status('live', viewers),
    onStatus: (listener: typeof tell) => {
      tell = listener
      return () => {}
    },
  } as unknown as AgentLogger
  const made = new Audience(device)
  let isOver = false
  return {
    audience: made,
    become: (state: DeviceStatus['state'], viewers = 0) => tell(status(state, viewers)),
    wait: () => void made.whenHere().then(() => (isOver = true)),
    isOver: async () => {
      await vi.advanceTimersByTimeAsync(0)
      return isOver
    },
  }
}

test('while connected nobody is waited for, watched or not', async () => {
  const { audience: made, become, wait, isOver } = audience(0)
  expect(made.isHere).toBe(true)
  become('live', 2)
  become('live', 0)
  wait()
  expect(await isOver()).toBe(true)
})

test('those who watched at the loss are waited for until they are back', async () => {
  const { audience: made, become, wait, isOver } = audience(1)
  become('backoff')
  become('connecting')
  wait()
  become('live', 0)
  expect(made.isHere).toBe(false)
  expect(await isOver()).toBe(false)
  become('live', 1)
  expect(await isOver()).toBe(false)
  await vi.advanceTimersByTimeAsync(FETCH_MS)
  expect(made.isHere).toBe(true)
  expect(await isOver()).toBe(true)
})

test('a loss while they fetch begins the waiting again', async () => {
  const { become, wait, isOver } = audience(1)
  become('backoff')
  become('live', 1)
  become('backoff')
  wait()
  become('live', 0)
  await vi.advanceTimersByTimeAsync(FETCH_MS)
  expect(await isOver()).toBe(false)
  become('live', 1)
  await vi.advanceTimersByTimeAsync(FETCH_MS)
  expect(await isOver()).toBe(true)
})

test('without viewers the connection alone is waited for', async () => {
  const { become, wait, isOver } = audience(0)
  become('backoff')
  wait()
  expect(await isOver()).toBe(false)
  become('live', 0)
  expect(await isOver()).toBe(true)
})

test('viewers who do not come back are waited for no longer than they would take', async () => {
  const { audience: made, become, wait, isOver } = audience(1)
  become('backoff')
  become('live', 0)
  wait()
  await vi.advanceTimersByTimeAsync(11_000)
  expect(await isOver()).toBe(false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await isOver()).toBe(true)
  expect(made.isHere).toBe(true)
})

test('a server that stays away is given up until it is back', async () => {
  const { audience: made, become, wait, isOver } = audience(1)
  become('backoff')
  wait()
  await vi.advanceTimersByTimeAsync(LIMITS.sessionGraceMs)
  expect(await isOver()).toBe(true)
  expect(made.isHere).toBe(false)
  become('connecting')
  become('backoff')
  await made.whenHere()
  become('live', 0)
  expect(made.isHere).toBe(false)
  become('live', 1)
  await vi.advanceTimersByTimeAsync(FETCH_MS)
  expect(made.isHere).toBe(true)
})

test('a refusal ends every waiting', async () => {
  const { become, wait, isOver } = audience(1)
  become('backoff')
  wait()
  become('refused')
  expect(await isOver()).toBe(true)
})
