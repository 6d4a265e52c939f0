/**
 * Device, hub and viewer with both paths between them. In whatever order messages arrive and paths open and die, each record is
 * shown once, with its own body, and no record is missing at the end.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { direct } from '#lib/direct/enable-direct.ts'
import type { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { sealPlain } from '#lib/sdk/delivery/seal.ts'
import { DirectConnection, type RelayConnection } from '#lib/viewer/direct-connection.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import type { ViewerListener } from '#lib/viewer/viewer-connection.ts'
import { person, SESSION } from '#tests/support/sessions.ts'
import { deviceAndHub } from '#tests/unit/sdk/device-and-hub.ts'
import { FakeWebRtc } from './fake-web-rtc.ts'

function scene(viewers: number) {
  const rtc = new FakeWebRtc()
  const device = deviceAndHub(sealPlain, direct({ peerConnection: rtc.Class }))
  const { hub, clock, out } = device
  const watching = Array.from({ length: viewers }, (_, i) => watch(`viewer ${i}`))

  function watch(id: string) {
    const listeners = new Set<ViewerListener>()
    const relay: RelayConnection = {
      status: { state: 'live', error: null, retryAtMs: null },
      welcome: null,
      listen: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      join: async () => {
        const session = hub.sessions.get(SESSION)
        if (!session) throw new Error('the device has not come')
        return { ok: true, session: SESSION, state: hub.subscriptions.join(id, person(), session, clock.nowMs()) }
      },
      leave: (session) => hub.subscriptions.leave(id, session),
      need: (session, ranges) => hub.subscriptions.need(id, session, ranges, clock.nowMs()),
      askDirect: async (session) => {
        try {
          return { ok: true, iceServers: hub.direct.open(id, session) }
        } catch (error) {
          return { ok: false, error: (error as AppError).toWire() }
        }
      },
      signal: (session, text) => hub.direct.signal(id, session, text),
      path: (session, path) => hub.direct.path(id, session, path),
      close: () => hub.subscriptions.viewerLost(id),
    }
    const shared = { now: clock.nowMs, after: clock.after, random: () => 0.5 }
    const paths = new DirectConnection({ relay, peerConnection: rtc.Class, ...shared })
    const shown = new Map<number, string>()
    const faults: string[] = []
    let subscriber: LogSubscriber | null = null
    return {
      id,
      paths,
      shown,
      faults,
      join: () => {
        subscriber = new LogSubscriber({
          connection: paths,
          target: { session: SESSION },
          want: 'all',
          ...shared,
          handlers: {
            onRecords: (_session, records) => {
              for (const { seq, body } of records) {
                if (shown.has(seq)) faults.push(`${seq} came twice`)
                shown.set(seq, body)
              }
            },
            onGone: (_session, [from, to], reason) => faults.push(`${from} … ${to} gone: ${reason}`),
          },
        })
      },
      close: () => subscriber?.close(),
      /** Receives the first of the messages that the relay has sent to it. */
      hear: (count: number) => {
        const said = out.take(id)
        for (const { event, args } of said.splice(0, count))
          for (const listener of [...listeners])
            (listener[event as keyof ViewerListener] as undefined | ((...args: unknown[]) => void))?.(...args)
        out.said.push(...said)
      },
    }
  }

  const hearAll = () => {
    for (const viewer of watching) viewer.hear(Number.POSITIVE_INFINITY)
  }
  let logged = 0
  const log = (count: number) => {
    for (let i = 0; i < count; i++) device.log(1, `number ${++logged}`)
  }
  /** Time passes, and everything in transit arrives. */
  const pass = async (spanMs: number) => {
    await device.settle(spanMs)
    hearAll()
    rtc.deliver(Number.POSITIVE_INFINITY)
    await clock.turns()
  }
  /** All viewers have joined, and have their direct path. */
  const becomeDirect = async () => {
    await device.settle()
    for (const viewer of watching) viewer.join()
    const isDirect = () => watching.every(({ paths }) => paths.pathOf(SESSION) === 'direct')
    for (let rounds = 0; rounds < 20 && !isDirect(); rounds++) await pass(50)
    expect(isDirect()).toBe(true)
    // The device knows it.
    await pass(50)
  }
  return { ...device, becomeDirect, rtc, watching, log, pass, hearAll, loggedCount: () => logged }
}

const operation = fc.oneof(
  fc.record({ kind: fc.constant('log' as const), count: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('settle' as const), count: fc.integer({ min: 1, max: 1_500 }) }),
  fc.record({ kind: fc.constant('hear' as const), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('pass' as const), count: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ kind: fc.constant('kill' as const), count: fc.constant(0) }),
  fc.record({ kind: fc.constant('silence' as const), count: fc.constant(0) }),
  fc.record({ kind: fc.constant('want' as const), count: fc.integer({ min: 0, max: 1 }) }),
)

test('[DR3][DR4] each record is shown once and none is missing, however paths open, die and delay', async () => {
  let directRuns = 0
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 40 }), async (operations) => {
      const s = scene(2)
      await s.becomeDirect()
      for (const { kind, count } of operations) {
        if (kind === 'log') s.log(count)
        else if (kind === 'settle') await s.settle(count)
        else if (kind === 'hear') s.watching[0]?.hear(count)
        else if (kind === 'deliver') s.rtc.deliver(count)
        else if (kind === 'pass') await s.pass(count)
        else if (kind === 'kill') s.rtc.kill()
        else if (kind === 'silence') s.rtc.silence()
        else s.watching[1]?.paths.want(count === 1)
        await s.clock.turns()
        if (s.watching.some(({ paths }) => paths.pathOf(SESSION) === 'direct')) directRuns++
      }
      const isDone = () => s.watching.every(({ shown }) => shown.size === s.loggedCount())
      for (let rounds = 0; rounds < 300 && !isDone(); rounds++) await s.pass(100)
      for (const viewer of s.watching) {
        expect(viewer.faults).toEqual([])
        expect(viewer.shown.size).toBe(s.loggedCount())
        for (const [seq, body] of viewer.shown) expect(body).toBe(`number ${seq} 0`)
        viewer.close()
      }
      expect(s.refused.filter(Boolean)).toEqual([])
    }),
    { numRuns: 400 },
  )
  // The property would also hold if no path ever opened.
  expect(directRuns).toBeGreaterThan(500)
})

test('[DR4] when the last viewer that needs the relay becomes direct, the relay gets only heads, and acknowledges them', async () => {
  const s = scene(1)
  await s.becomeDirect()
  const batches = s.refused.length
  s.log(100)
  for (let i = 0; i < 30; i++) await s.pass(100)
  expect(s.watching[0]?.shown.size).toBe(100)
  expect(s.refused).toHaveLength(batches)
  expect(s.session.status).toMatchObject({ acked: 100, viewers: 1 })
  expect(s.hub.sessions.get(SESSION)).toMatchObject({ head: 100, audience: { relayedCount: 0 } })
})

test('[DR9][limit channelRequestCharsMax] a viewer that sends too many or too large messages loses its path', async () => {
  for (const flood of [
    ['x'.repeat(LIMITS.channelRequestCharsMax + 1)],
    new Array<string>(LIMITS.controlPerSecond + 1).fill('["beat"]'),
    [new ArrayBuffer(8)],
    ['["let me in"]'],
  ]) {
    const s = scene(1)
    await s.becomeDirect()
    const offerer = s.rtc.connections[0]?.channel
    for (const data of flood) offerer?.send(data)
    s.rtc.deliver(Number.POSITIVE_INFINITY)
    expect(s.rtc.connections).toEqual([])
    expect(s.watching[0]?.paths.pathOf(SESSION)).toBe('relay')
  }
})

test('[DR7][limit channelBufferedBytesMax] a channel that takes nothing holds a bounded number of bytes', async () => {
  const s = scene(1)
  await s.becomeDirect()
  const answerer = s.rtc.connections[1]?.channel
  for (let i = 0; i < 200; i++) {
    for (let n = 0; n < 20; n++)
      s.session.push({ line: 'x'.repeat(1000), byteLength: 1000, level: 'info', isTruncated: false })
    await s.settle(5)
  }
  expect(answerer?.bufferedAmount).toBeGreaterThan(LIMITS.channelBufferedBytesMax / 2)
  expect(answerer?.bufferedAmount).toBeLessThan(LIMITS.channelBufferedBytesMax + LIMITS.batchBytesMax)
})

test('a full channel also holds back a producer that waits for room, until the channel is gone', async () => {
  const s = scene(1)
  await s.becomeDirect()
  let isDrained = true
  const wait = () => {
    isDrained = false
    void s.session.whenDrained().then(() => {
      isDrained = true
    })
  }
  const fill = async () => {
    for (let i = 0; i < 40; i++) {
      for (let n = 0; n < 20; n++)
        s.session.push({ line: 'x'.repeat(1000), byteLength: 1000, level: 'info', isTruncated: false })
      await s.settle(5)
    }
  }
  await fill()
  wait()
  await s.settle(50)
  expect(isDrained).toBe(false)
  await s.pass(10)
  expect(isDrained).toBe(true)
  await fill()
  wait()
  await s.settle(50)
  expect(isDrained).toBe(false)
  s.rtc.kill()
  await s.settle(50)
  expect(isDrained).toBe(true)
})

test('[DR7] a channel with heartbeats that takes no data is given up, and the producer continues', async () => {
  const s = scene(1)
  await s.becomeDirect()
  for (let i = 0; i < 400; i++)
    s.session.push({ line: 'x'.repeat(1000), byteLength: 1000, level: 'info', isTruncated: false })
  await s.settle(5)
  let isDrained = false
  void s.session.whenDrained().then(() => {
    isDrained = true
  })
  // Its viewer is alive and sends heartbeats, but what it is sent stays in the channel.
  const [viewer, answerer] = s.rtc.connections.map(({ channel }) => channel)
  const beat = async () => {
    await s.settle(500)
    s.hearAll()
    viewer?.deliver(Number.POSITIVE_INFINITY)
    if (answerer && answerer.readyState === 'open') viewer?.tell('message', { data: JSON.stringify(['head', 1, 400]) })
  }
  for (let passedMs = 0; passedMs < LIMITS.viewerStalledMs - 1_000; passedMs += 500) await beat()
  expect([isDrained, answerer?.readyState]).toEqual([false, 'open'])
  for (let passedMs = 0; passedMs < 2_000; passedMs += 500) await beat()
  expect([isDrained, answerer?.readyState]).toEqual([true, 'closed'])
})
