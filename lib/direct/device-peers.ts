/**
 * The device's side of direct paths: one {@link PeerLink} and one {@link PeerCursor} for each viewer that the relay admits, up to
 * `sessionDirectMax`. All of them end with the connection to the relay, because only the relay could revoke them [DR9].
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { IceServer } from '#lib/protocol/messages.ts'
import { batchFrames, type DeviceText, readViewerText } from './channel-frames.ts'
import type { PeerConnectionClass } from './peer-connection.ts'
import { type HeldBatches, PeerCursor } from './peer-cursor.ts'
import { type LinkClock, PeerLink } from './peer-link.ts'
import { OPENING_MS } from './upgrade.ts'

/**
 * A running session of the SDK, as seen from here. SDK and direct part may be two files of different versions (a script tag
 * loads the second one late), so these names stay.
 */
export interface DirectDevice {
  readonly ring: HeldBatches
  readonly clock: LinkClock
  /** Highest number assigned and lowest held. */
  state(): { tail: number; head: number }
  /** Sends a signal to a viewer, through the relay. */
  signal(viewer: string, text: string): void
  /** Reports how many viewers take batches directly now: with one or more, the session closes batches in time. */
  feeding(count: number): void
  /** True while a channel is full, so that a fast producer can wait. */
  isBehind: boolean
  /** Set here; the session calls it when a batch may have been sealed. */
  stepped(): void
  /** Set here; the session calls it when the connection to the relay is lost. */
  lost(): void
}

/** Takes a message of the relay about one viewer; see `peer` in messages.ts. */
export type HearPeer = (viewer: string, message: IceServer[] | string | null) => void

interface Peer {
  link: PeerLink
  /** Null until the channel is open. */
  cursor: PeerCursor | null
  /** While its channel is full: the least that was left in it, and since when. */
  full: { leftBytes: number; sinceMs: number } | null
  /** Messages since the last beat. */
  requests: number
}

export function devicePeers(device: DirectDevice, peerConnection: PeerConnectionClass): HearPeer {
  const peers = new Map<string, Peer>()

  function drop(viewer: string): void {
    const peer = peers.get(viewer)
    if (!peer) return
    peers.delete(viewer)
    peer.link.close()
    if (peer.cursor) reportCount()
  }

  function reportCount(): void {
    let count = 0
    device.isBehind = false
    for (const { cursor, full } of peers.values()) {
      if (cursor) count++
      if (full) device.isBehind = true
    }
    device.feeding(count)
  }

  function begin(viewer: string, iceServers: IceServer[]): void {
    drop(viewer)
    // The relay counts too, but this device's uplink must not depend on it.
    if (peers.size >= LIMITS.sessionDirectMax) return
    const send = (message: DeviceText) => link.sendText(message)
    const sendHead = () => {
      const { tail, head } = device.state()
      send(['head', tail, head])
    }
    const link = new PeerLink({
      peerConnection,
      iceServers,
      isOfferer: false,
      clock: device.clock,
      signal: (text) => device.signal(viewer, text),
      opened: () => {
        peer.cursor = new PeerCursor(device.ring)
        sendHead()
        reportCount()
      },
      text: (text) => {
        const message = text.length <= LIMITS.channelRequestCharsMax ? readViewerText(text) : null
        // A viewer asks at most a few times a second.
        if (!message || ++peer.requests > LIMITS.controlPerSecond) return drop(viewer)
        if (message[0] !== 'need') return
        peer.cursor?.need(message[1])
        pump(peer)
      },
      bytes: () => drop(viewer),
      beat: () => {
        peer.requests = 0
        // A producer would wait forever for a channel that takes nothing. The relay can serve its viewer, or disconnect it.
        if (isStalled(peer)) drop(viewer)
        else sendHead()
      },
      drained: () => {
        pump(peer)
        if (device.isBehind) reportCount()
      },
      lost: () => drop(viewer),
    })
    const peer: Peer = { link, cursor: null, full: null, requests: 0 }
    peers.set(viewer, peer)
    // A viewer that asks for a path and then stays silent loses its place.
    device.clock.after(OPENING_MS, () => peers.get(viewer) === peer && !peer.cursor && drop(viewer))
  }

  /** The channel is full and has taken nothing for as long as the relay would wait for a viewer. */
  function isStalled({ link, full }: Peer): boolean {
    if (!full) return false
    const nowMs = device.clock.nowMs()
    if (link.bufferedBytes < full.leftBytes) Object.assign(full, { leftBytes: link.bufferedBytes, sinceMs: nowMs })
    return nowMs - full.sinceMs >= LIMITS.viewerStalledMs
  }

  function pump(peer: Peer): void {
    const { link, cursor } = peer
    if (!cursor) return
    while (link.isOpen) {
      if (!link.hasRoom) {
        peer.full ??= { leftBytes: link.bufferedBytes, sinceMs: device.clock.nowMs() }
        device.isBehind = true
        return
      }
      if (peer.full) {
        peer.full = null
        cursor.skipBehind()
      }
      const next = cursor.next(device.state().tail)
      if (!next) return
      if ('gone' in next) link.sendText(['gone', ...next.gone, 'evicted'] satisfies DeviceText)
      else link.sendBytes(batchFrames(next.header, next.bytes))
    }
  }

  device.stepped = () => {
    for (const peer of [...peers.values()]) pump(peer)
  }
  device.lost = () => {
    for (const viewer of [...peers.keys()]) drop(viewer)
  }
  return (viewer, message) => {
    if (message === null) drop(viewer)
    else if (typeof message === 'string') peers.get(viewer)?.link.receiveSignal(message)
    else begin(viewer, message)
  }
}
