/** An unmodified app that starts again, and what two sockets of one app do [FB7][FB8]. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { app, startFlutterRelay, watch } from '#tests/support/flutter-scene.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let relay: Awaited<ReturnType<typeof startFlutterRelay>>
let adopts = true
beforeEach(async () => {
  adopts = true
  relay = await startFlutterRelay({
    flutter: { adoptsRestarts: () => new Promise((resolve) => setTimeout(resolve, 5, adopts)) },
  })
})
afterEach(() => relay.close())

const sessionOf = (id: string | null) => relay.relay.hub.sessions.get(id as string)
const leftBehind = async (id: string | null) => {
  while (sessionOf(id)?.owner) await new Promise(setImmediate)
}

describe('[FB7] an app that starts again', () => {
  test('continues its session and its numbers after a divider; viewers stay', async () => {
    const first = await app(relay.port)
    const viewer = await watch(relay, first.sessionId as string)
    first.log('before')
    await viewer.until(() => viewer.records.length === 1)
    first.kill()
    await viewer.until(() => viewer.latest().liveness === 'reconnecting')

    const second = await app(relay.port)
    expect([second.sessionId, second.deviceId]).toEqual([first.sessionId, first.deviceId])
    second.log('after')
    await viewer.until(() => viewer.records.length === 3)
    expect(viewer.latest().liveness).toBe('live')
    expect(viewer.records.map(({ seq, body }) => [seq, body])).toEqual([
      [1, 'before'],
      [2, '──── the app was started again ────'],
      [3, 'after'],
    ])
    expect(viewer.records[1]).toMatchObject({ attributes: { event: 'restart', run: 2 } })
  })

  test('does so after its session counted as ended, and continues its numbers', async () => {
    withLimits({ sessionGraceMs: 0 })
    const first = await app(relay.port)
    first.log('unseen')
    while (sessionOf(first.sessionId)?.head !== 1) await new Promise(setImmediate)
    first.kill()
    while (sessionOf(first.sessionId)) await new Promise((resolve) => setTimeout(resolve, 20))
    const second = await app(relay.port)
    expect(second.sessionId).toBe(first.sessionId)
    const viewer = await watch(relay, first.sessionId as string)
    expect(viewer.state).toMatchObject({ liveness: 'live', head: 2, tail: 3, counters: { records: 2 } })
  })

  test('does not if the team does not want that: it is the same device with a new session', async () => {
    adopts = false
    const first = await app(relay.port)
    const { deviceId } = sessionOf(first.sessionId) ?? {}
    first.kill()
    await leftBehind(first.sessionId)
    const second = await app(relay.port)
    expect(second.sessionId).not.toBe(first.sessionId)
    expect(sessionOf(second.sessionId)?.deviceId).toBe(deviceId)
  })

  test.each([
    ['from another address', { localAddress: '127.0.0.9' }],
    ['with another program', { userAgent: 'Dart/3.6 (dart:io)' }],
  ])('is not one that comes %s', async (_name, options) => {
    const first = await app(relay.port)
    first.kill()
    await leftBehind(first.sessionId)
    const second = await app(relay.port, options)
    expect(second.sessionId).not.toBe(first.sessionId)
    expect(sessionOf(second.sessionId)?.deviceId).not.toBe(sessionOf(first.sessionId)?.deviceId)
  })

  test('does not after more than two minutes', async () => {
    expect(LIMITS.flutterRestartMs).toBe(120_000)
    // However soon it comes, it is later than that.
    withLimits({ flutterRestartMs: -1 })
    const first = await app(relay.port)
    first.kill()
    await leftBehind(first.sessionId)
    expect((await app(relay.port)).sessionId).not.toBe(first.sessionId)
  })

  test('[limit flutterProbeMs] does so while its old socket is open but does not answer', async () => {
    withLimits({ flutterProbeMs: 50 })
    const first = await app(relay.port)
    const viewer = await watch(relay, first.sessionId as string)
    first.isFrozen = true
    const second = await app(relay.port)
    expect(second.sessionId).toBe(first.sessionId)
    second.log('after')
    await viewer.until(() => viewer.records.length === 2)
    expect(viewer.records[1]?.body).toBe('after')
  })

  test('that was only slow gets a new session for its later logs', async () => {
    withLimits({ flutterProbeMs: 50 })
    const slow = await app(relay.port)
    slow.isFrozen = true
    const other = await app(relay.port)
    const viewer = await watch(relay, other.sessionId as string)
    slow.log('I am here')
    const own = () => [...relay.relay.hub.sessions.values()].find(({ id }) => id !== other.sessionId)
    while (own()?.head !== 1) await new Promise(setImmediate)
    expect(own()?.liveness).toBe('live')
    other.log('so am I')
    await viewer.until(() => viewer.records.some(({ body }) => body === 'so am I'))
    expect(viewer.records.map(({ body }) => body)).not.toContain('I am here')
  })
})

test('many apps that connect at once leave a connected one alone', async () => {
  const first = await app(relay.port)
  const others = await Promise.all(Array.from({ length: 8 }, () => app(relay.port)))
  expect(new Set([first, ...others].map(({ sessionId }) => sessionId)).size).toBe(9)
})

test('[FB8] two sockets of one app are two runs: the orphan takes nothing from the other', async () => {
  const orphan = await app(relay.port)
  const good = await app(relay.port)
  expect(good.sessionId).not.toBe(orphan.sessionId)
  const viewer = await watch(relay, good.sessionId as string)
  orphan.kill()
  await leftBehind(orphan.sessionId)
  good.log('still here')
  await viewer.until(() => viewer.records.length === 1)
  expect(sessionOf(good.sessionId)?.liveness).toBe('live')
})

test('two phones in one office that both lost their network continue a session each', async () => {
  const phones = [await app(relay.port), await app(relay.port)]
  for (const phone of phones) {
    phone.kill()
    await leftBehind(phone.sessionId)
  }
  const again = await Promise.all([app(relay.port), app(relay.port)])
  expect(new Set(again.map(({ sessionId }) => sessionId))).toEqual(new Set(phones.map(({ sessionId }) => sessionId)))
})

test('[limit flutterPlacesMax] no more than the limit of apps that left are remembered', async () => {
  withLimits({ flutterPlacesMax: 1 })
  const phones = [await app(relay.port), await app(relay.port)]
  for (const phone of phones) {
    phone.kill()
    await leftBehind(phone.sessionId)
  }
  expect(relay.hits.counts.get('flutterPlacesMax')).toBe(1)
  expect((await app(relay.port)).sessionId).toBe(phones[0]?.sessionId)
  expect((await app(relay.port)).sessionId).not.toBe(phones[1]?.sessionId)
})
