/**
 * The device's side of direct paths: one {@link PeerLink} and one {@link PeerFeed} for each viewer that the relay lets come, at
 * most as many as LIMITS say. All of them end with the connection to the relay, for without it nobody could end them [DR9].
 */
import { LIMITS } from '../protocol/limits.ts'
import type { IceServer } from '../protocol/messages.ts'
import { batchFrames, type DeviceSays, readViewerText } from './channel-frames.ts'
import type { PeerConnectionClass } from './peer-connection.ts'
import { type HeldBatches, PeerFeed } from './peer-feed.ts'
import { type LinkClock, PeerLink } from './peer-link.ts'
import { OPENING_MS } from './upgrade.ts'

/** What the SDK shows of a running session, and what it calls. */
export interface DirectDevice {
  readonly ring: HeldBatches
  readonly clock: LinkClock
  /** Highest number given and lowest held. */
  state(): { tail: number; head: number }
  /** To a viewer, through the relay. */
  signal(viewer: string, text: string): void
  /** How many viewers take batches directly now: with one or more, batches are closed in time. */
  feeding(count: number): void
  /** A channel is full: who produces faster than it takes may wait. */
  isBehind: boolean
  /** Called when a batch may have been sealed. */
  stepped(): void
  /** Called when the connection to the relay is lost. */
  lost(): void
}

/** Hears what the relay says of one viewer. */
export type HearPeer = (viewer: string, said: IceServer[] | string | null) => void

interface Peer {
  link: PeerLink
  /** Null until the channel is open. */
  feed: PeerFeed | null
  isFull: boolean
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
    if (peer.feed) tellCount()
  }

  function tellCount(): void {
    let count = 0
    device.isBehind = false
    for (const { feed, isFull } of peers.values()) {
      if (feed) count++
      if (isFull) device.isBehind = true
    }
    device.feeding(count)
  }

  function begin(viewer: string, iceServers: IceServer[]): void {
    drop(viewer)
    // The relay counts too; one that does not must not cost this device its uplink.
    if (peers.size >= LIMITS.sessionDirectMax) return
    const say = (message: DeviceSays) => link.say(message)
    const sayHead = () => {
      const { tail, head } = device.state()
      say(['head', tail, head])
    }
    const link = new PeerLink({
      peerConnection,
      iceServers,
      isOfferer: false,
      clock: device.clock,
      signal: (text) => device.signal(viewer, text),
      opened: () => {
        peer.feed = new PeerFeed(device.ring)
        sayHead()
        tellCount()
      },
      text: (text) => {
        const said = text.length <= LIMITS.channelRequestCharsMax ? readViewerText(text) : null
        // A viewer asks a few times a second at most.
        if (!said || ++peer.requests > LIMITS.controlPerSecond) return drop(viewer)
        if (said[0] !== 'need') return
        peer.feed?.need(said[1])
        pump(peer)
      },
      bytes: () => drop(viewer),
      beat: () => {
        peer.requests = 0
        sayHead()
      },
      drained: () => {
        pump(peer)
        if (device.isBehind) tellCount()
      },
      lost: () => drop(viewer),
    })
    const peer: Peer = { link, feed: null, isFull: false, requests: 0 }
    peers.set(viewer, peer)
    // A viewer that asked and then says nothing does not keep its place.
    device.clock.after(OPENING_MS, () => peers.get(viewer) === peer && !peer.feed && drop(viewer))
  }

  function pump(peer: Peer): void {
    const { link, feed } = peer
    if (!feed) return
    while (link.isOpen) {
      if (!link.hasRoom) {
        peer.isFull = device.isBehind = true
        return
      }
      if (peer.isFull) {
        peer.isFull = false
        feed.skipBehind()
      }
      const send = feed.next(device.state().tail)
      if (!send) return
      if ('gone' in send) link.say(['gone', ...send.gone, 'evicted'] satisfies DeviceSays)
      else link.sendBytes(batchFrames(send.header, send.bytes))
    }
  }

  device.stepped = () => {
    for (const peer of [...peers.values()]) pump(peer)
  }
  device.lost = () => {
    for (const viewer of [...peers.keys()]) drop(viewer)
  }
  return (viewer, said) => {
    if (said === null) drop(viewer)
    else if (typeof said === 'string') peers.get(viewer)?.link.signalled(said)
    else begin(viewer, said)
  }
}
