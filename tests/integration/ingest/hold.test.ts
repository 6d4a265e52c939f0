/** Viewers that come late: the first moments of a session, and what an operator allows to be held. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { watchSource } from '#tests/support/source-watcher.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let relay: TestRelay
const post = (body: string, name = 'shop') =>
  fetch(`${relay.url}/api/v1/ingest?name=${name}`, {
    method: 'POST',
    body,
    headers: { authorization: 'Bearer agl_d_x' },
  })
const stateOf = (state: Awaited<ReturnType<typeof watchSource>>) => [...state.states.values()].at(-1)
afterEach(() => relay.close())

describe('with INGEST_HOLD=0', () => {
  beforeEach(async () => {
    relay = await startRelay()
  })

  test('a follower that joins within LIMITS.sourceOpeningMs gets record 1', async () => {
    await post('one\ntwo')
    const watcher = await watchSource(relay)
    await vi.waitFor(() => expect(watcher.bodies()).toEqual(['one', 'two']))
    expect(watcher.gone).toEqual([])
  })

  test('a follower that joins later gets what comes then, and learns that the rest is gone', async () => {
    withLimits({ sourceOpeningMs: 0 })
    await post('one\ntwo')
    await vi.waitFor(() => expect([...relay.relay.hub.sessions.values()][0]?.head).toBe(2))
    const watcher = await watchSource(relay)
    await vi.waitFor(() => expect(watcher.gone).toEqual([{ range: [1, 2], reason: 'evicted' }]))
    expect(stateOf(watcher)).toMatchObject({ tail: 3, head: 2, delivery: 'at-most-once' })
    await post('three')
    await vi.waitFor(() => expect(watcher.bodies()).toEqual(['three']))
  })

  test('the opening is over after LIMITS.sourceOpeningMs: nothing of it is held any longer', async () => {
    withLimits({ sourceOpeningMs: 50 })
    await post('one')
    await vi.waitFor(() => expect([...relay.relay.hub.sessions.values()][0]?.progress.tail).toBe(1))
    await vi.waitFor(() => expect([...relay.relay.hub.sessions.values()][0]?.progress.tail).toBe(2))
    expect(relay.sources.sessions.heldBytes).toBe(0)
  })

  test('records that come within LIMITS.sourceCoalesceMs are one batch', async () => {
    withLimits({ sourceCoalesceMs: 300 })
    const watcher = await watchSource(relay)
    await Promise.all(['one', 'two', 'three'].map((line) => post(line)))
    await vi.waitFor(() => expect(watcher.records).toHaveLength(3))
    expect(relay.relay.traffic.in.batches).toBe(1)
  })
})

describe('with INGEST_HOLD', () => {
  const holdMs = 60_000
  beforeEach(async () => {
    withLimits({ sourceOpeningMs: 0 })
    relay = await startRelay({ ingestHoldMs: holdMs })
  })

  test('late viewers get the last moments, by the ordinary need, and learn that the server holds them', async () => {
    await post('one\ntwo')
    await vi.waitFor(() => expect([...relay.relay.hub.sessions.values()][0]?.head).toBe(2))
    const late = await watchSource(relay)
    await vi.waitFor(() => expect(late.bodies()).toEqual(['one', 'two']))
    expect(late.fills).toBeGreaterThan(0)
    expect(stateOf(late)).toMatchObject({ tail: 1, delivery: 'held-briefly' })
  })

  test('nothing is held after that time, nor after the session', async () => {
    await post('one')
    await vi.waitFor(() => expect(relay.sources.sessions.heldBytes).toBeGreaterThan(0))
    const nowMs = Date.now()
    relay.sources.sessions.sweep(nowMs + holdMs + 1_000)
    expect(relay.sources.sessions.heldBytes).toBe(0)
    await post('two')
    await vi.waitFor(() => expect(relay.sources.sessions.heldBytes).toBeGreaterThan(0))
    relay.sources.sessions.sweep(nowMs + LIMITS.sourceIdleMs + 1_000)
    expect(relay.sources.sessions.size).toBe(0)
    expect(relay.sources.sessions.heldBytes).toBe(0)
  })
})
