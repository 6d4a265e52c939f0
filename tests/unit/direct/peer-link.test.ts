/** One attempt to open a data channel, over WebRTC that a test controls. */
import { expect, test } from 'vitest'
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import { PeerLink, type PeerLinkParts, SILENT_MS } from '#lib/direct/peer-link.ts'
import { FakeClock } from '#tests/unit/sdk/fake-dependencies.ts'
import { FakeWebRtc } from './fake-web-rtc.ts'

function linkOf(changes: Partial<PeerLinkParts> = {}) {
  const clock = new FakeClock()
  const heard: string[] = []
  const link = new PeerLink({
    peerConnection: new FakeWebRtc().Class,
    iceServers: [],
    isOfferer: true,
    clock,
    signal: () => {},
    opened: () => heard.push('opened'),
    text: (text) => heard.push(text),
    bytes: () => {},
    beat: () => heard.push('beat'),
    drained: () => {},
    lost: () => heard.push('lost'),
    ...changes,
  })
  return { link, clock, heard }
}

/** Two links on one clock. */
async function pair(rtc = new FakeWebRtc()) {
  const offerer = linkOf({ peerConnection: rtc.Class, signal: (text) => answerer.link.receiveSignal(text) })
  const shared = { peerConnection: rtc.Class, clock: offerer.clock, isOfferer: false }
  const answerer = linkOf({ ...shared, signal: (text) => offerer.link.receiveSignal(text) })
  for (let i = 0; i < 5; i++) await offerer.clock.turns()
  return { offerer, answerer, clock: offerer.clock, rtc }
}

test('WebRTC that fails at once is a lost link, reported after the constructor returns, and nothing is thrown', async () => {
  class Broken {
    constructor() {
      throw new Error('a TURN server with an impossible address')
    }
  }
  const { clock, heard } = linkOf({ peerConnection: Broken as unknown as PeerConnectionClass })
  expect(heard).toEqual([])
  await clock.turns()
  expect(heard).toEqual(['lost'])
})

test('[DR5] both sides send heartbeats, and a side that receives nothing for too long closes, once', async () => {
  const { offerer, answerer, clock, rtc } = await pair()
  expect([offerer.heard, answerer.heard]).toEqual([['opened'], ['opened']])
  offerer.link.sendText(['beat'])
  rtc.deliver(9)
  clock.advance(SILENT_MS)
  expect(offerer.heard.filter((what) => what !== 'beat')).toEqual(['opened', 'lost'])
  expect(answerer.heard).toContain('["beat"]')
  clock.advance(10 * SILENT_MS)
  expect(offerer.heard.filter((what) => what === 'lost')).toHaveLength(1)
  expect(clock.nextInMs).toBe(Number.POSITIVE_INFINITY)
})

test('a link that was closed on purpose is not reported as lost', async () => {
  const { offerer, answerer } = await pair()
  offerer.link.close()
  offerer.link.close()
  expect(offerer.heard).toEqual(['opened'])
  expect(answerer.heard).toEqual(['opened', 'lost'])
  expect(offerer.link.isOpen).toBe(false)
  offerer.link.sendText(['beat'])
  offerer.link.receiveSignal('{"ice":{"candidate":"late"}}')
})

test('an owner that throws on a message loses the link, not its program', async () => {
  const rtc = new FakeWebRtc()
  const offerer = linkOf({ peerConnection: rtc.Class, signal: (text) => answerer.link.receiveSignal(text) })
  const answerer = linkOf({
    peerConnection: rtc.Class,
    isOfferer: false,
    signal: (text) => offerer.link.receiveSignal(text),
    text: () => {
      throw new Error('not one of ours')
    },
  })
  for (let i = 0; i < 5; i++) await offerer.clock.turns()
  offerer.link.sendText(['nonsense'])
  rtc.deliver(9)
  expect(answerer.heard).toEqual(['opened', 'lost'])
})
