/** A hostile peer or relay can make the WebRTC of a device fail, and do nothing else. */
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { expect, test } from 'vitest'
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import { PeerLink } from '#lib/direct/peer-link.ts'
import { until } from '#tests/support/verified-stream.ts'

const clock = {
  nowMs: () => performance.now(),
  after: (delayMs: number, work: () => void) => {
    const timer = setTimeout(work, delayMs)
    return () => clearTimeout(timer)
  },
}

function link(isOfferer: boolean, signal: (text: string) => void) {
  const happened = { isOpened: false, isLost: false }
  const made = new PeerLink({
    peerConnection: RTCPeerConnection as unknown as PeerConnectionClass,
    iceServers: [],
    isOfferer,
    clock,
    signal,
    opened: () => {
      happened.isOpened = true
    },
    text: () => {},
    bytes: () => {},
    beat: () => {},
    drained: () => {},
    lost: () => {
      happened.isLost = true
    },
  })
  return Object.assign(happened, { link: made })
}

/** Two links whose signals pass through `tamper`. */
function pair(tamper: (text: string) => string) {
  const offerer = link(true, (text) => answerer.link.receiveSignal(tamper(text)))
  const answerer = link(false, (text) => offerer.link.receiveSignal(tamper(text)))
  return { offerer, answerer, close: () => [offerer, answerer].map((each) => each.link.close()) }
}

test('two honest peers connect', async () => {
  const { offerer, answerer, close } = pair((text) => text)
  await until(() => offerer.isOpened && answerer.isOpened, 5_000)
  close()
})

test('a fingerprint that was swapped in transit opens nothing', async () => {
  const { offerer, answerer, close } = pair((text) =>
    text.replace(/(fingerprint:sha-256 )([0-9A-F]{2})/, (_, name, byte) => name + (byte === '00' ? '11' : '00')),
  )
  await until(() => offerer.isLost && answerer.isLost, 10_000)
  expect({ offerer: offerer.isOpened, answerer: answerer.isOpened }).toEqual({ offerer: false, answerer: false })
  close()
})

test('malformed descriptions and candidates end that one path and nothing else', { timeout: 60_000 }, async () => {
  const good: string[] = []
  const { offerer, close } = pair((text) => {
    good.push(text)
    return text
  })
  await until(() => offerer.isOpened, 5_000)
  close()
  // A seeded generator, so that a failure can be repeated.
  let seed = 20260101
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed % below
  }
  const mangled = (text: string): string => {
    const at = random(text.length)
    const cut = text.slice(0, at) + text.slice(at + random(20))
    const kinds = [cut, text.slice(0, at), `${text.slice(0, at)}${String.fromCharCode(random(300))}${text.slice(at)}`]
    return kinds[random(kinds.length)] as string
  }
  const texts = ['', 'null', '7', '{"sdp":7}', '{"ice":{"candidate":7}}', '{"sdp":{"type":"offer","sdp":""}}']
  for (let i = 0; i < 300; i++) texts.push(mangled(good[random(good.length)] as string))
  for (let i = 0; i < texts.length; i += 6) {
    const device = link(false, () => {})
    for (const text of texts.slice(i, i + 6)) device.link.receiveSignal(text)
    await new Promise((resolve) => setImmediate(resolve))
    expect(device.isOpened).toBe(false)
    device.link.close()
  }
  const after = pair((text) => text)
  await until(() => after.offerer.isOpened, 5_000)
  after.close()
})
