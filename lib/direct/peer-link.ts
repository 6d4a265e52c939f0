/**
 * One attempt to open a data channel, and the channel once it is open: offer, answer and candidates through the relay, a
 * heartbeat in both directions, one end. The viewer offers, the device answers. The messages are up to the owner.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { IceServer } from '#lib/protocol/messages.ts'
import type {
  Candidate,
  PeerChannel,
  PeerConnection,
  PeerConnectionClass,
  SessionDescription,
} from './peer-connection.ts'

/** [DR5] A side that receives nothing for longer than {@link SILENT_MS} considers the path dead. */
export const BEAT_MS = 500
export const SILENT_MS = 1_500
const LABEL = 'agent-logger'

export interface LinkClock {
  nowMs(): number
  /** Calls `work` once. Returns a function that cancels it. */
  after(delayMs: number, work: () => void): () => void
}

export interface PeerLinkParts {
  peerConnection: PeerConnectionClass
  iceServers: IceServer[]
  isOfferer: boolean
  clock: LinkClock
  /** Sends a signal to the other side, through the relay. */
  signal(text: string): void
  /** The channel is open. */
  opened(): void
  text(text: string): void
  bytes(bytes: ArrayBuffer): void
  /** Called every {@link BEAT_MS} while open, to send something. */
  beat(): void
  /** The channel has room again. */
  drained(): void
  /** Called once, whatever ended the link, except {@link PeerLink.close}. */
  lost(): void
}

/** A message through the relay. */
interface Signal {
  sdp?: SessionDescription
  ice?: Candidate
}

export class PeerLink {
  readonly #parts: PeerLinkParts
  #connection: PeerConnection | null = null
  #channel: PeerChannel | null = null
  #isOver = false
  #heardAtMs = 0
  #stopBeat = () => {}
  /** Handles signals one after the other; candidates wait for the description. */
  #turn: Promise<void> = Promise.resolve()
  #isDescribed = false
  #early: Candidate[] = []
  /** Our own candidates, until the offer is answered. */
  #own: Candidate[] = []
  #isAnswered = false

  constructor(parts: PeerLinkParts) {
    this.#parts = parts
    // Not within this call: the caller must hold the link before `lost` can be called.
    this.#then(() => this.#start())
  }

  get isOpen(): boolean {
    return !this.#isOver && this.#channel?.readyState === 'open'
  }

  /** False while more messages would pile up in memory. */
  get hasRoom(): boolean {
    return this.isOpen && this.bufferedBytes < LIMITS.channelBufferedBytesMax
  }

  /** Bytes that were sent and that the network has not taken. */
  get bufferedBytes(): number {
    return this.#channel?.bufferedAmount ?? 0
  }

  /** A signal of the other side, from the relay. Ignores anything that is not one of our signals. */
  receiveSignal(text: string): void {
    const { sdp, ice } = readSignal(text)
    this.#then(async () => {
      const connection = this.#connection
      if (!connection) return
      if (ice) {
        if (this.#isDescribed) await this.#candidate(ice)
        else if (this.#early.length < LIMITS.directSignalsMax) this.#early.push(ice)
      }
      if (!sdp || this.#isDescribed || sdp.type !== (this.#parts.isOfferer ? 'answer' : 'offer')) return
      this.#isDescribed = true
      await connection.setRemoteDescription(sdp)
      if (!this.#parts.isOfferer) await this.#describe(await connection.createAnswer())
      this.#isAnswered = true
      for (const own of this.#own.splice(0)) this.#signal({ ice: own })
      for (const early of this.#early.splice(0)) await this.#candidate(early)
    })
  }

  sendText(message: unknown[]): void {
    this.#try(() => this.isOpen && this.#channel?.send(JSON.stringify(message)))
  }

  sendBytes(frames: readonly ArrayBuffer[]): void {
    this.#try(() => {
      for (const frame of frames) if (this.isOpen) this.#channel?.send(frame)
    })
  }

  /** Safe to call twice. */
  close(): void {
    this.#isOver = true
    this.#stopBeat()
    const connection = this.#connection
    this.#connection = null
    try {
      this.#channel?.close()
      connection?.close()
    } catch {
      // Already closed, or torn down with its page.
    }
  }

  /** A candidate that cannot be used here does not end the attempt. */
  async #candidate(candidate: Candidate): Promise<void> {
    await this.#connection?.addIceCandidate(candidate).catch(() => {})
  }

  async #start(): Promise<void> {
    const { peerConnection, iceServers, isOfferer } = this.#parts
    const connection = new peerConnection({ iceServers })
    this.#connection = connection
    connection.addEventListener('icecandidate', ({ candidate }) =>
      this.#try(() => candidate?.candidate && this.#found(plainCandidate(candidate))),
    )
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'failed' || connection.connectionState === 'closed') this.#lose()
    })
    connection.addEventListener('datachannel', ({ channel }) => this.#try(() => channel && this.#arrived(channel)))
    if (!isOfferer) return
    this.#use(connection.createDataChannel(LABEL, { ordered: true }))
    await this.#describe(await connection.createOffer())
  }

  /** The offerer's candidates wait for the answer: libdatachannel fails when a peer reaches it before it has a description. */
  #found(candidate: Candidate): void {
    if (this.#parts.isOfferer && !this.#isAnswered) this.#own.push(candidate)
    else this.#signal({ ice: candidate })
  }

  async #describe(made: SessionDescription): Promise<void> {
    await this.#connection?.setLocalDescription(made)
    this.#signal({ sdp: made.sdp === undefined ? { type: made.type } : { type: made.type, sdp: made.sdp } })
  }

  #signal(signal: Signal): void {
    if (!this.#isOver) this.#parts.signal(JSON.stringify(signal))
  }

  /** Each connection has one channel. */
  #arrived(channel: PeerChannel): void {
    if (this.#parts.isOfferer || this.#channel) channel.close()
    else this.#use(channel)
  }

  #use(channel: PeerChannel): void {
    this.#channel = channel
    channel.binaryType = 'arraybuffer'
    channel.bufferedAmountLowThreshold = LIMITS.channelBufferedBytesMax / 4
    const opened = () => {
      if (this.#isOver) return
      this.#heardAtMs = this.#parts.clock.nowMs()
      this.#beat()
      this.#parts.opened()
    }
    channel.addEventListener('message', ({ data }) =>
      this.#try(() => {
        if (this.#isOver) return
        this.#heardAtMs = this.#parts.clock.nowMs()
        if (typeof data === 'string') this.#parts.text(data)
        else if (data instanceof ArrayBuffer || isForeignBuffer(data)) this.#parts.bytes(data)
      }),
    )
    channel.addEventListener('bufferedamountlow', () => this.#try(() => this.#isOver || this.#parts.drained()))
    channel.addEventListener('close', () => this.#lose())
    channel.addEventListener('error', () => this.#lose())
    if (channel.readyState === 'open') opened()
    else channel.addEventListener('open', () => this.#try(opened))
  }

  /** [DR5] */
  #beat(): void {
    const { clock } = this.#parts
    const untilDeadMs = this.#heardAtMs + SILENT_MS - clock.nowMs()
    // Looks at the moment the other side has been silent for too long, and not up to a beat later.
    this.#stopBeat = clock.after(Math.max(1, Math.min(BEAT_MS, untilDeadMs)), () => {
      if (this.#isOver) return
      if (clock.nowMs() - this.#heardAtMs >= SILENT_MS) return this.#lose()
      this.#try(() => this.#parts.beat())
      this.#beat()
    })
  }

  #lose(): void {
    if (this.#isOver) return
    this.close()
    this.#parts.lost()
  }

  /** WebRTC must not throw into our host [DV9]: a failure ends this path, and the relay remains. */
  #try(act: () => unknown): void {
    try {
      act()
    } catch {
      this.#lose()
    }
  }

  #then(act: () => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      if (!this.#isOver) await act()
    })
    this.#turn = this.#turn.catch(() => this.#lose())
  }
}

/** libdatachannel writes a candidate as a line of SDP. */
function plainCandidate({ candidate, sdpMid, sdpMLineIndex }: Candidate): Candidate {
  const place = { sdpMid: sdpMid ?? '0', sdpMLineIndex: sdpMLineIndex ?? 0 }
  return candidate === undefined ? place : { candidate: candidate.replace(/^a=/, ''), ...place }
}

/** An ArrayBuffer of another realm. */
function isForeignBuffer(data: unknown): data is ArrayBuffer {
  return Object.prototype.toString.call(data) === '[object ArrayBuffer]'
}

function readSignal(text: string): Signal {
  try {
    const { sdp, ice } = (JSON.parse(text) ?? {}) as Signal
    return {
      ...(typeof sdp?.sdp === 'string' ? { sdp } : {}),
      ...(typeof ice?.candidate === 'string' ? { ice } : {}),
    }
  } catch {
    return {}
  }
}
