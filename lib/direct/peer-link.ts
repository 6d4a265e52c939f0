/**
 * One try for a data channel and, when it comes to be, that channel: offer, answer and candidates through the relay, a beat in
 * both directions, one end. The viewer offers, the device answers. What crosses the channel is its owner's.
 */
import { LIMITS } from '../protocol/limits.ts'
import type { IceServer } from '../protocol/messages.ts'
import type {
  Candidate,
  PeerChannel,
  PeerConnection,
  PeerConnectionClass,
  SessionDescription,
} from './peer-connection.ts'

/** [DR5] Whoever hears nothing for longer than {@link SILENT_MS} takes the path for dead. */
export const BEAT_MS = 500
export const SILENT_MS = 1_500
const LABEL = 'agent-logger'

export interface LinkClock {
  nowMs(): number
  /** Calls once. Returns how to take it back. */
  after(delayMs: number, work: () => void): () => void
}

export interface PeerLinkParts {
  peerConnection: PeerConnectionClass
  iceServers: IceServer[]
  isOfferer: boolean
  clock: LinkClock
  /** To the other side, through the relay. */
  signal(text: string): void
  /** The channel is open. */
  opened(): void
  text(text: string): void
  bytes(bytes: ArrayBuffer): void
  /** Every {@link BEAT_MS} while open: say something. */
  beat(): void
  /** There is room in the channel again. */
  drained(): void
  /** Once, whatever ended it. Not called by {@link PeerLink.close}. */
  lost(): void
}

/** What is said through the relay. */
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
  /** Signals are taken one after the other; candidates wait for the description. */
  #turn: Promise<void> = Promise.resolve()
  #isDescribed = false
  #early: Candidate[] = []
  /** Our own addresses, while the offer is not answered. */
  #own: Candidate[] = []
  #isAnswered = false

  constructor(parts: PeerLinkParts) {
    this.#parts = parts
    // Not within this call: whoever makes a link must have it in hand when it is lost at once.
    this.#then(() => this.#start())
  }

  get isOpen(): boolean {
    return !this.#isOver && this.#channel?.readyState === 'open'
  }

  /** False: what is sent now would pile up in memory. */
  get hasRoom(): boolean {
    return this.isOpen && (this.#channel?.bufferedAmount ?? 0) < LIMITS.channelBufferedBytesMax
  }

  /** The other side said this through the relay. What is none of ours is not heard. */
  signalled(text: string): void {
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

  say(message: unknown[]): void {
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
      // Closed already, or torn down with its page: either way it is over.
    }
  }

  /** An address that is of no use here is not the end of the others. */
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

  /** The offerer's own wait for the answer: libdatachannel fails when it is reached before it knows by whom. */
  #found(candidate: Candidate): void {
    if (this.#parts.isOfferer && !this.#isAnswered) this.#own.push(candidate)
    else this.#signal({ ice: candidate })
  }

  async #describe(made: SessionDescription): Promise<void> {
    await this.#connection?.setLocalDescription(made)
    this.#signal({ sdp: { type: made.type, sdp: made.sdp } })
  }

  #signal(signal: Signal): void {
    if (!this.#isOver) this.#parts.signal(JSON.stringify(signal))
  }

  /** One channel to a connection. */
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
    this.#stopBeat = clock.after(BEAT_MS, () => {
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

  /** Nothing of WebRTC may throw into our host [DV9]: what fails is the end of this path, and there is another one. */
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
  return { candidate: candidate?.replace(/^a=/, ''), sdpMid: sdpMid ?? '0', sdpMLineIndex: sdpMLineIndex ?? 0 }
}

/** An ArrayBuffer of another realm. */
function isForeignBuffer(data: unknown): data is ArrayBuffer {
  return Object.prototype.toString.call(data) === '[object ArrayBuffer]'
}

function readSignal(text: string): Signal {
  try {
    const { sdp, ice } = (JSON.parse(text) ?? {}) as Signal
    return {
      sdp: typeof sdp?.sdp === 'string' ? sdp : undefined,
      ice: typeof ice?.candidate === 'string' ? ice : undefined,
    }
  } catch {
    return {}
  }
}
