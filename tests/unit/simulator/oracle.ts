/**
 * Knows everything that was logged and sealed, sees every message and every row that is shown, and holds it against the
 * invariants I1–I14 of docs/INVARIANTS.md. What it finds wrong is collected, with the time.
 */
import type { AppError } from '#lib/protocol/app-error.ts'
import { type Batch, type BatchHeader, FLAG, lastSeqOf } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceHello, Head, JoinTarget, SeqRange, SessionState } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { DeviceSession } from '#lib/sdk/delivery/device-session.ts'
import type { Hub } from '#lib/server/relay/hub.ts'
import type { HubOutput } from '#lib/server/relay/hub-output.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'
import type { Hole } from '#lib/viewer/gap-tracker.ts'
import type { LostReason } from '#lib/viewer/log-handlers.ts'
import type { Said, SimulatedSocket } from './simulated-sockets.ts'
import type { VirtualTime } from './virtual-time.ts'

export type Invariant = `I${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14}`

export interface Violation {
  invariant: Invariant
  atMs: number
  text: string
}

/** What the oracle looks at in a device. */
interface WitnessedDevice {
  session: { status: Pick<DeviceSession['status'], 'tail' | 'state'> }
  /** Its newest session. */
  truth: SessionTruth
}

/** What the oracle looks at in a node. */
interface WitnessedNode {
  name: string
  hub: Pick<Hub, 'sessions'>
}

export interface SessionTruth {
  id: string
  device: WitnessedDevice
  /** By seq − 1. */
  bodies: string[]
  loggedAtMs: number[]
  lineBytes: number[]
  sealed: Map<number, Batch>
  sealedUpTo: number
  /** Its device is gone for good, and the ring with it. */
  isLost: boolean
  attempt: number
  head: number
  fillBytes: number
  /** By first seq. */
  fills: Map<number, number>
}

export interface ReadSession {
  /** By seq − 1: 0 nothing, 1 shown, 2 gone. */
  covered: number[]
  reasons: Map<number, LostReason>
  lastGiven: number
  /** What has to be covered from there on; null: not known yet. */
  base: number | null
  toldHead: number
  raisedTo: number
  liveness: string
  latenciesMs: number[]
}

export interface ReaderTruth {
  name: string
  want: number
  inOrder: boolean
  target: JoinTarget
  sessions: Map<string, ReadSession>
  holes: Map<string, readonly Hole[]>
  /** The session joined last. */
  current: string | null
  refused: string | null
}

/** The memory per viewer that the relay may hold [I6]: 1 MiB for a buffer of 256 KiB. */
const BUFFER_FACTOR = 4

export class Oracle {
  readonly violations: Violation[] = []
  readonly sessions = new Map<string, SessionTruth>()
  readonly readers = new Map<string, ReaderTruth>()
  /** Principals by the time from which nothing may reach them. */
  readonly forbiddenFromMs = new Map<string, number>()
  queuedBytesMax = 0
  /** Live seqs handed to the send loop, by node and session. */
  readonly #handed = new Map<string, number>()
  readonly #time: VirtualTime

  constructor(time: VirtualTime) {
    this.#time = time
  }

  fail(invariant: Invariant, text: string): void {
    if (this.violations.length < 50) this.violations.push({ invariant, atMs: Math.round(this.#time.nowMs), text })
  }

  // ── devices ──

  began(id: string, device: WitnessedDevice): SessionTruth {
    if (this.sessions.has(id)) this.fail('I9', `session ${id} began twice`)
    const truth: SessionTruth = {
      id,
      device,
      bodies: [],
      loggedAtMs: [],
      lineBytes: [],
      sealed: new Map(),
      sealedUpTo: 0,
      isLost: false,
      attempt: 0,
      head: 0,
      fillBytes: 0,
      fills: new Map(),
    }
    this.sessions.set(id, truth)
    return truth
  }

  logged(truth: SessionTruth, body: string, lineBytes: number): void {
    truth.bodies.push(body)
    truth.loggedAtMs.push(this.#time.nowMs)
    truth.lineBytes.push(lineBytes)
  }

  sealed(truth: SessionTruth, batch: Batch): void {
    if (batch.header[2] !== truth.sealedUpTo + 1)
      this.fail('I9', `${truth.id}: batch ${batch.header[2]} was sealed after ${truth.sealedUpTo}`)
    truth.sealedUpTo = lastSeqOf(batch.header)
    truth.sealed.set(batch.header[2], { header: batch.header, bytes: batch.bytes.slice() })
  }

  dialled(truth: SessionTruth, hello: DeviceHello) {
    if (hello.attempt <= truth.attempt) this.fail('I9', `${truth.id}: attempt ${hello.attempt} after ${truth.attempt}`)
    truth.attempt = hello.attempt
    this.#headMoved(truth, hello)
    let inFlight: { last: number; bytes: number }[] = []
    return {
      acked: (upTo: number) => {
        inFlight = inFlight.filter(({ last }) => last > upTo)
      },
      sent: ({ event, args }: Said) => {
        if (event === 'head' || event === 'bye') this.#headMoved(truth, args[0] as Head)
        if (event !== 'batch' && event !== 'fill') return
        const header = args[0] as BatchHeader
        this.#checkBytes(truth, header, args[1] as Uint8Array)
        if (event === 'fill') {
          truth.fillBytes += header[4]
          truth.fills.set(header[2], (truth.fills.get(header[2]) ?? 0) + 1)
          return
        }
        inFlight.push({ last: lastSeqOf(header), bytes: header[4] })
        const unackedBytes = inFlight.reduce((sum, { bytes }) => sum + bytes, 0)
        if (inFlight.length > 1 && unackedBytes > LIMITS.creditBytes)
          this.fail('I12', `${truth.id}: ${unackedBytes} bytes unacknowledged, credit ${LIMITS.creditBytes}`)
      },
    }
  }

  #headMoved(truth: SessionTruth, { head, tail }: Head): void {
    if (head < truth.head) this.fail('I9', `${truth.id}: head fell from ${truth.head} to ${head}`)
    truth.head = head
    if (head !== truth.bodies.length) this.fail('I9', `${truth.id}: head ${head} of ${truth.bodies.length} records`)
    if (tail > head + 1) this.fail('I9', `${truth.id}: tail ${tail} above head ${head}`)
  }

  #checkBytes(truth: SessionTruth, header: BatchHeader, bytes: Uint8Array): void {
    const sealed = truth.sealed.get(header[2])
    const isSame =
      sealed &&
      sealed.header[3] === header[3] &&
      sealed.header[4] === header[4] &&
      sealed.header[1] === (header[1] & ~FLAG.fill) &&
      Buffer.compare(sealed.bytes, bytes) === 0
    if (!isSame) this.fail('I1', `${truth.id}: batch ${header[2]}+${header[3]} is not as it was sealed`)
  }

  // ── the relay ──

  saidByRelay(node: WitnessedNode, socket: SimulatedSocket, { event, args }: Said): void {
    if (event === 'ack') {
      this.#acked(node, socket, args[0] as number)
      return
    }
    if (event !== 'batch') return
    const header = args[0] as BatchHeader
    const truth = this.sessions.get(header[0])
    if (truth) this.#checkBytes(truth, header, args[1] as Uint8Array)
    else this.fail('I1', `a batch of the unknown session ${header[0]}`)
    const queuedBytes = socket.downBufferedBytes + header[4]
    this.queuedBytesMax = Math.max(this.queuedBytesMax, queuedBytes)
    if (queuedBytes > LIMITS.viewerBufferedBytesMax * BUFFER_FACTOR)
      this.fail('I6', `${queuedBytes} bytes wait for ${socket.id}`)
    const principal = (socket.data.grant as { id: string } | undefined)?.id ?? ''
    const forbiddenFromMs = this.forbiddenFromMs.get(principal) ?? Number.POSITIVE_INFINITY
    if (this.#time.nowMs > forbiddenFromMs)
      this.fail('I10', `${principal} was revoked and got ${header[2]}+${header[3]} of ${header[0]}`)
  }

  /** Notes what is handed to viewers' sockets, in the order in which the hub does it. */
  witnessOutput(node: WitnessedNode, output: HubOutput): HubOutput {
    const note = (session: string, upTo: number) => {
      const key = `${node.name} ${session}`
      this.#handed.set(key, Math.max(this.#handed.get(key) ?? 0, upTo))
    }
    return {
      ...output,
      toSession: (session, ...message) => {
        if (message[0] === 'batch') note(session, lastSeqOf(message[1]))
        if (message[0] === 'gone') note(session, message[2][1])
        output.toSession(session, ...message)
      },
      enterSession: (viewer, session) => {
        // Until then there was nobody to hand anything to.
        const known = node.hub.sessions.get(session)
        if (known && known.audience.viewers.size <= 1) note(session, this.sessions.get(session)?.bodies.length ?? 0)
        output.enterSession(viewer, session)
      },
    }
  }

  #acked(node: WitnessedNode, socket: SimulatedSocket, upTo: number): void {
    const session = (socket.data as { session?: RelaySession }).session
    const truth = session && this.sessions.get(session.id)
    if (!session || !truth) return
    const isWatchedHere = session.audience.viewers.size > 0
    const allowed = isWatchedHere ? (this.#handed.get(`${node.name} ${session.id}`) ?? 0) : truth.bodies.length
    if (upTo > allowed) this.fail('I12', `${session.id}: ack ${upTo}, handed on ${allowed}`)
  }

  // ── readers ──

  opened(setup: { name: string; want: number; inOrder: boolean }, target: JoinTarget): ReaderTruth {
    const reader: ReaderTruth = {
      ...setup,
      target,
      sessions: new Map(),
      holes: new Map(),
      current: null,
      refused: null,
    }
    this.readers.set(setup.name, reader)
    return reader
  }

  joined(reader: ReaderTruth, state: SessionState | null): void {
    if (!state) return
    // The next session of a followed device began while we were here: all of it is wanted.
    const isSuccessor = reader.current !== null && reader.current !== state.session
    reader.current = state.session
    const read = readOf(reader, state.session)
    if (isSuccessor && read.base === null) read.base = read.toldHead > 0 ? null : null
    this.stated(reader, state)
  }

  stated(reader: ReaderTruth, state: SessionState): void {
    const read = readOf(reader, state.session)
    read.liveness = state.liveness
    if (state.head < read.toldHead && state.liveness === 'live') {
      // A relay that has lost its memory may say less than the one before; what readers know must not fall.
    }
    read.toldHead = Math.max(read.toldHead, state.head)
    const truth = this.sessions.get(state.session)
    if (truth && state.head > truth.bodies.length)
      this.fail('I9', `${state.session}: a viewer got head ${state.head}, ${truth.bodies.length} were logged`)
    // A batch that overtook the answer to the join counts among the newest.
    const newest = Math.max(state.head, read.covered.length)
    if (read.base === null && state.liveness === 'live')
      read.base = reader.want === 0 ? 1 : Math.max(state.tail, newest - reader.want + 1)
  }

  shown(reader: ReaderTruth, session: string, records: NumberedRecord[]): void {
    const truth = this.sessions.get(session)
    if (!truth) return void this.fail('I1', `${reader.name} was shown records of the unknown session ${session}`)
    const read = readOf(reader, session)
    let before = 0
    for (const { seq, body } of records) {
      if (body !== truth.bodies[seq - 1]) this.fail('I1', `${reader.name} was shown another text for ${session} ${seq}`)
      if (seq <= before) this.fail('I4', `${reader.name} was given ${seq} after ${before} in one call`)
      before = seq
      const state = read.covered[seq - 1] ?? 0
      if (state === 1) this.fail('I3', `${reader.name} was shown ${session} ${seq} twice`)
      if (state === 2 && read.reasons.get(seq) !== 'session-ended')
        this.fail('I2', `${reader.name} was shown ${seq}, which was said to be gone (${read.reasons.get(seq)})`)
      this.#given(reader, read, seq, session)
      read.reasons.delete(seq)
      read.covered[seq - 1] = 1
      read.latenciesMs.push(this.#time.nowMs - (truth.loggedAtMs[seq - 1] ?? 0))
    }
  }

  gone(reader: ReaderTruth, session: string, [from, to]: SeqRange, reason: LostReason): void {
    const truth = this.sessions.get(session)
    if (!truth) return void this.fail('I2', `${reader.name}: gone of the unknown session ${session}`)
    const read = readOf(reader, session)
    if (to > truth.bodies.length) return void this.fail('I14', `${reader.name}: ${from}-${to} gone, never logged`)
    if (reason === 'unreadable') this.fail('I1', `${reader.name} could not read ${session} ${from}-${to}`)
    if ((reason === 'evicted' || reason === 'overrun') && !truth.isLost && to >= truth.device.session.status.tail)
      this.fail('I14', `${reader.name}: ${from}-${to} ${reason}, but the ring holds it`)
    for (let seq = from; seq <= to; seq++) {
      const state = read.covered[seq - 1] ?? 0
      if (state === 1) this.fail('I2', `${reader.name}: ${session} ${seq} is shown and gone (${reason})`)
      if (state === 2 && read.reasons.get(seq) !== 'session-ended')
        this.fail('I2', `${reader.name}: ${session} ${seq} is in two markers (${read.reasons.get(seq)}, ${reason})`)
      this.#given(reader, read, seq, session)
      read.covered[seq - 1] = 2
      read.reasons.set(seq, reason)
    }
  }

  #given(reader: ReaderTruth, read: ReadSession, seq: number, session: string): void {
    if (!reader.inOrder) return
    if (seq <= read.lastGiven) this.fail('I4', `${reader.name}: ${session} ${seq} came after ${read.lastGiven}`)
    read.lastGiven = Math.max(read.lastGiven, seq)
  }
}

export function readOf(reader: ReaderTruth, session: string): ReadSession {
  let read = reader.sessions.get(session)
  if (!read) {
    read = {
      covered: [],
      reasons: new Map(),
      lastGiven: 0,
      base: null,
      toldHead: 0,
      raisedTo: 1,
      liveness: '',
      latenciesMs: [],
    }
    reader.sessions.set(session, read)
  }
  return read
}

/** The seqs of `from … to` that the reader was not shown, and did not learn to be gone. */
export function missingOf(read: ReadSession, from: number, to: number): number[] {
  const missing: number[] = []
  for (let seq = Math.max(from, read.raisedTo); seq <= to; seq++) if (!read.covered[seq - 1]) missing.push(seq)
  return missing
}

export type RevokedBecause = AppError
