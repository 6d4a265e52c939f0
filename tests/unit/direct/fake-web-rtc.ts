/**
 * WebRTC without a network: pairs of channels whose messages wait until a test delivers them. A test can kill a channel, which
 * both ends notice, or silence it, which neither does.
 */
import type { Candidate, PeerChannel, PeerConnection, SessionDescription } from '#lib/direct/peer-connection.ts'

type Listener = (event: { data?: unknown; candidate?: Candidate | null; channel?: PeerChannel }) => void

class Listeners {
  readonly #byType = new Map<string, Listener[]>()

  addEventListener(type: string, listener: Listener): void {
    this.#byType.set(type, [...(this.#byType.get(type) ?? []), listener])
  }

  tell(type: string, event: Parameters<Listener>[0] = {}): void {
    for (const listener of this.#byType.get(type) ?? []) listener(event)
  }
}

class FakeChannel extends Listeners implements PeerChannel {
  readyState = 'connecting'
  bufferedAmountLowThreshold = 0
  binaryType = 'blob'
  /** Sent, not yet delivered. */
  sent: (string | ArrayBuffer)[] = []
  other: FakeChannel | null = null
  isSilent = false

  get bufferedAmount(): number {
    return this.sent.reduce((sum, data) => sum + (typeof data === 'string' ? data.length : data.byteLength), 0)
  }

  send(data: string | ArrayBuffer): void {
    if (this.readyState !== 'open') throw new Error('not open')
    if (!this.isSilent) this.sent.push(data)
  }

  /** Delivers this many messages. */
  deliver(count: number): void {
    for (const data of this.sent.splice(0, count)) this.other?.tell('message', { data })
    if (this.sent.length === 0) this.tell('bufferedamountlow')
  }

  open(): void {
    this.readyState = 'open'
    this.tell('open')
  }

  close(): void {
    if (this.readyState === 'closed') return
    this.readyState = 'closed'
    this.sent = []
    this.tell('close')
  }
}

export class FakeWebRtc {
  readonly connections: FakePeer[] = []
  /** Where an offer finds its answerer and the answer its offerer. */
  readonly Class: new () => FakePeer

  constructor() {
    const { connections } = this
    this.Class = class extends FakePeer {
      constructor() {
        super(connections)
      }
    }
  }

  deliver(count: number): void {
    for (const { channel } of [...this.connections]) channel?.deliver(count)
  }

  /** Messages in transit are lost with it. */
  kill(): void {
    for (const connection of [...this.connections]) connection.close()
  }

  silence(): void {
    for (const { channel } of this.connections) {
      if (!channel) continue
      channel.sent = []
      channel.isSilent = true
    }
  }
}

class FakePeer extends Listeners implements PeerConnection {
  connectionState = 'new'
  channel: FakeChannel | null = null
  #other: FakePeer | null = null
  readonly #world: FakePeer[]
  readonly #id: string

  constructor(world: FakePeer[]) {
    super()
    this.#world = world
    this.#id = `peer ${world.push(this)}`
  }

  createDataChannel(): FakeChannel {
    this.channel = new FakeChannel()
    return this.channel
  }

  createOffer = async (): Promise<SessionDescription> => ({ type: 'offer', sdp: this.#id })
  createAnswer = async (): Promise<SessionDescription> => ({ type: 'answer', sdp: this.#id })
  setLocalDescription = async () => this.tell('icecandidate', { candidate: { candidate: `candidate:${this.#id}` } })
  addIceCandidate = async () => {}

  async setRemoteDescription({ type, sdp }: SessionDescription): Promise<void> {
    this.#other = this.#world.find((peer) => peer.#id === sdp) ?? null
    const other = this.#other
    if (type !== 'answer' || !other || other.connectionState === 'closed') return
    other.channel = new FakeChannel()
    other.channel.other = this.channel
    if (this.channel) this.channel.other = other.channel
    other.channel.readyState = 'open'
    other.tell('datachannel', { channel: other.channel })
    this.channel?.open()
  }

  close(): void {
    if (this.connectionState === 'closed') return
    this.connectionState = 'closed'
    this.#world.splice(this.#world.indexOf(this), 1)
    this.channel?.close()
    this.#other?.channel?.close()
    this.tell('connectionstatechange')
  }
}
