/** The page's side of lent WebRTC: makes the connections that the worker asks for, and reports what happens to them. */
import type {
  PeerChannel,
  PeerConnection,
  PeerConnectionClass,
  SessionDescription,
} from '#lib/direct/peer-connection.ts'
import type { PeerCall, PeerEvent } from './messages.ts'

export type ReportPeer = (peer: number, event: PeerEvent, transfer?: ArrayBuffer[]) => void

interface Lent {
  connection: PeerConnection
  channel: PeerChannel | null
}

const CHANNEL_EVENTS = ['open', 'message', 'bufferedamountlow', 'close', 'error']

export class PeerLender {
  readonly #class: PeerConnectionClass
  readonly #report: ReportPeer
  readonly #lent = new Map<number, Lent>()

  constructor(peerConnection: PeerConnectionClass, report: ReportPeer) {
    this.#class = peerConnection
    this.#report = report
  }

  handle(peer: number, call: PeerCall): void {
    try {
      this.#do(peer, call)
    } catch {
      // Torn down, or refused by the browser: the worker learns that the path has failed.
      this.#reportConnection(peer, 'connectionstatechange', 'failed')
    }
  }

  /** The worker is gone. */
  closeAll(): void {
    for (const { connection } of this.#lent.values()) connection.close()
    this.#lent.clear()
  }

  #do(peer: number, call: PeerCall): void {
    if (call.name === 'open') {
      const connection = new this.#class({ iceServers: call.iceServers })
      this.#lent.set(peer, { connection, channel: null })
      connection.addEventListener('icecandidate', ({ candidate }) => {
        const plain = candidate && {
          candidate: candidate.candidate ?? '',
          sdpMid: candidate.sdpMid ?? null,
          sdpMLineIndex: candidate.sdpMLineIndex ?? null,
        }
        this.#report(peer, {
          name: 'connection',
          type: 'icecandidate',
          connectionState: connection.connectionState,
          candidate: plain ?? null,
        })
      })
      connection.addEventListener('connectionstatechange', () =>
        this.#reportConnection(peer, 'connectionstatechange', connection.connectionState),
      )
      return
    }
    const lent = this.#lent.get(peer)
    if (!lent) return
    const { connection, channel } = lent
    switch (call.name) {
      case 'createDataChannel':
        lent.channel = this.#watch(peer, connection.createDataChannel(call.label, { ordered: call.isOrdered }))
        break
      case 'createOffer':
      case 'createAnswer':
        this.#settle(peer, call.id, connection[call.name]())
        break
      case 'setLocalDescription':
      case 'setRemoteDescription':
        this.#settle(peer, call.id, connection[call.name](call.description))
        break
      case 'addIceCandidate':
        this.#settle(peer, call.id, connection.addIceCandidate(call.candidate))
        break
      case 'send':
        if (typeof call.data === 'string') channel?.send(call.data)
        else channel?.send(call.data)
        break
      case 'bufferedAmountLowThreshold':
        if (channel) channel.bufferedAmountLowThreshold = call.value
        break
      case 'closeChannel':
        channel?.close()
        break
      case 'close':
        this.#lent.delete(peer)
        connection.close()
    }
  }

  #watch(peer: number, channel: PeerChannel): PeerChannel {
    channel.binaryType = 'arraybuffer'
    for (const type of CHANNEL_EVENTS) {
      channel.addEventListener(type, ({ data }) => {
        const { readyState, bufferedAmount } = channel
        const isText = typeof data === 'string'
        const bytes = data instanceof ArrayBuffer ? data : null
        this.#report(
          peer,
          { name: 'channel', type, readyState, bufferedAmount, data: isText ? data : bytes },
          bytes ? [bytes] : [],
        )
      })
    }
    return channel
  }

  #settle(peer: number, id: number, work: Promise<unknown>): void {
    work.then(
      (result) => {
        const made = result as SessionDescription | undefined
        const value = made ? { type: made.type, ...(made.sdp === undefined ? {} : { sdp: made.sdp }) } : null
        this.#report(peer, { name: 'done', id, value, error: null })
      },
      (error: unknown) => this.#report(peer, { name: 'done', id, value: null, error: String(error) }),
    )
  }

  #reportConnection(peer: number, type: string, connectionState: string): void {
    this.#report(peer, { name: 'connection', type, connectionState, candidate: null })
  }
}
