/** WebRTC for a worker, which has none: each call goes to a connection of the page, and its events come back. */
import type {
  Candidate,
  PeerChannel,
  PeerConnection,
  PeerConnectionClass,
  SessionDescription,
} from '#lib/direct/peer-connection.ts'
import type { IceServer } from '#lib/protocol/messages.ts'
import type { PeerCall, PeerEvent } from './messages.ts'

type Send = (peer: number, call: PeerCall, transfer?: ArrayBuffer[]) => void
type Settle = (event: PeerEvent & { name: 'done' }) => void

export class LentPeers {
  readonly peerConnection: PeerConnectionClass
  readonly #peers = new Map<number, LentPeer>()
  #ids = 0

  constructor(send: Send) {
    const peers = this.#peers
    const nextId = () => ++this.#ids
    this.peerConnection = class extends LentPeer {
      constructor(configuration?: { iceServers?: IceServer[] }) {
        const id = nextId()
        super((call, transfer) => {
          send(id, call, transfer)
          if (call.name === 'close') peers.delete(id)
        })
        peers.set(id, this)
        send(id, { name: 'open', iceServers: configuration?.iceServers ?? [] })
      }
    }
  }

  handle(peer: number, event: PeerEvent): void {
    this.#peers.get(peer)?.handle(event)
  }
}

class Listeners<Event> {
  readonly #listeners: [type: string, listener: (event: Event) => void][] = []

  addEventListener(type: string, listener: (event: Event) => void): void {
    this.#listeners.push([type, listener])
  }

  emit(type: string, event: Event): void {
    for (const [wanted, listener] of this.#listeners) if (wanted === type) listener(event)
  }
}

class LentPeer extends Listeners<{ candidate?: Candidate | null; channel?: PeerChannel }> implements PeerConnection {
  connectionState = 'new'
  readonly #send: (call: PeerCall, transfer?: ArrayBuffer[]) => void
  readonly #waiting = new Map<number, Settle>()
  #channel: LentChannel | null = null
  #ids = 0

  constructor(send: (call: PeerCall, transfer?: ArrayBuffer[]) => void) {
    super()
    this.#send = send
  }

  handle(event: PeerEvent): void {
    if (event.name === 'done') {
      this.#waiting.get(event.id)?.(event)
      this.#waiting.delete(event.id)
    } else if (event.name === 'channel') this.#channel?.handle(event)
    else {
      this.connectionState = event.connectionState
      this.emit(event.type, { candidate: event.candidate })
    }
  }

  createDataChannel(label: string, options: { ordered?: boolean } = {}): PeerChannel {
    this.#send({ name: 'createDataChannel', label, isOrdered: options.ordered ?? true })
    this.#channel = new LentChannel(this.#send)
    return this.#channel
  }

  createOffer(): Promise<SessionDescription> {
    return this.#ask((id) => ({ name: 'createOffer', id })) as Promise<SessionDescription>
  }

  createAnswer(): Promise<SessionDescription> {
    return this.#ask((id) => ({ name: 'createAnswer', id })) as Promise<SessionDescription>
  }

  async setLocalDescription(description: SessionDescription): Promise<void> {
    await this.#ask((id) => ({ name: 'setLocalDescription', id, description }))
  }

  async setRemoteDescription(description: SessionDescription): Promise<void> {
    await this.#ask((id) => ({ name: 'setRemoteDescription', id, description }))
  }

  async addIceCandidate(candidate: Candidate): Promise<void> {
    await this.#ask((id) => ({ name: 'addIceCandidate', id, candidate }))
  }

  close(): void {
    this.connectionState = 'closed'
    this.#send({ name: 'close' })
  }

  #ask(call: (id: number) => PeerCall): Promise<SessionDescription | null> {
    const id = ++this.#ids
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ value, error }) => (error === null ? resolve(value) : reject(new Error(error))))
      this.#send(call(id))
    })
  }
}

class LentChannel extends Listeners<{ data?: unknown }> implements PeerChannel {
  readyState = 'connecting'
  bufferedAmount = 0
  binaryType = 'arraybuffer'
  #lowThreshold = 0
  readonly #send: (call: PeerCall, transfer?: ArrayBuffer[]) => void

  constructor(send: (call: PeerCall, transfer?: ArrayBuffer[]) => void) {
    super()
    this.#send = send
  }

  get bufferedAmountLowThreshold(): number {
    return this.#lowThreshold
  }

  set bufferedAmountLowThreshold(value: number) {
    this.#lowThreshold = value
    this.#send({ name: 'bufferedAmountLowThreshold', value })
  }

  handle({ type, readyState, bufferedAmount, data }: PeerEvent & { name: 'channel' }): void {
    this.readyState = readyState
    this.bufferedAmount = bufferedAmount
    this.emit(type, { data })
  }

  send(data: string | ArrayBuffer): void {
    this.#send({ name: 'send', data }, typeof data === 'string' ? [] : [data])
  }

  close(): void {
    this.readyState = 'closed'
    this.#send({ name: 'closeChannel' })
  }
}
