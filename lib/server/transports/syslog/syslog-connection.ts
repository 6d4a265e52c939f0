/**
 * One syslog connection: takes its messages to the sessions of their sources. Its right is the key in the name that it asked
 * for by TLS, or the token that a message carries; a message without one has the right of the message before it. Syslog has no
 * answers: a connection that is refused is closed.
 */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Source } from '#lib/ingest/source.ts'
import { type SyslogFrame, SyslogFrames } from '#lib/ingest/syslog-frames.ts'
import { readSyslog, type SyslogMessage } from '#lib/ingest/syslog-message.ts'
import { recordOfSyslog, sourceOfSyslog, takeOwnElement } from '#lib/ingest/syslog-record.ts'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type ConnectedDevice, recheckDevice } from '#lib/server/transports/connection-rights.ts'
import { errorPlace } from '#lib/server/transports/error-place.ts'
import { describeSource } from '#lib/server/transports/ingest/describe-source.ts'
import type { SourceSession } from '#lib/server/transports/ingest/source-session.ts'
import type { SourceTransport } from '#lib/server/transports/ingest/source-transport.ts'
import { lineRecord } from '#lib/server/transports/ingest/text-lines.ts'
import type { RelayParts } from '#lib/server/transports/transport.ts'

/** A refused sender tries again at once; until then its connection counts. */
const REFUSED_MS = 500
/** A connection that is over its rate is looked at again after this long at the latest. */
const PAUSE_MS_MAX = 1_000
/** Sources that one connection finds without asking. */
const SESSIONS_MAX = 256

export interface SyslogConnectionParts {
  socket: Socket
  sources: SourceTransport
  relay: RelayParts
  /** What the name that it asked for by TLS grants; null: nothing. May throw AppError. */
  hostRight(): Promise<DeviceGrant | null>
}

/** A message that is read, and waits for its session. */
interface Pending {
  message: SyslogMessage
  source: Source
  token: string | null
  isCut: boolean
}

export class SyslogConnection implements ConnectedDevice {
  readonly session = null
  readonly #parts: SyslogConnectionParts
  readonly #frames = new SyslogFrames()
  #right: DeviceGrant | null = null
  #token: string | null = null
  #bytes = 0
  /** By token, name and instance; those of a chunk are in use, with what ends that. */
  readonly #sessions = new Map<string, SourceSession>()
  readonly #inUse = new Map<SourceSession, () => void>()
  #last: SourceSession | null = null
  #pending: Pending | null = null
  #error: AppError | null = null

  constructor(parts: SyslogConnectionParts) {
    this.#parts = parts
    parts.socket.setKeepAlive(true, 60_000)
    parts.socket.on('error', () => {}) // 'close' follows
  }

  /** Without a right it is nobody's. */
  get right(): ConnectedDevice['right'] {
    return this.#right ?? { tokenId: null }
  }

  get hasRight(): boolean {
    return this.#right !== null
  }

  /** Reads to the end. Never rejects. */
  async run(): Promise<void> {
    const { socket } = this.#parts
    const timer = setTimeout(() => {
      if (!this.#right)
        this.end(
          new AppError('handshake-timeout', 'No message with a token came.', { limit: 'syslogUnauthenticatedMs' }),
        )
    }, LIMITS.syslogUnauthenticatedMs)
    try {
      this.#right = await this.#parts.hostRight()
      if (this.#right) this.#hasNewRight()
      // A refused connection stays open for a moment.
      const chunks = socket.iterator({ destroyOnReturn: false })
      for await (const chunk of chunks) await this.#take(chunk as Buffer)
      await this.#takeFrames([...this.#frames.end()])
    } catch (error) {
      if (isAppError(error)) await this.#refuse(error)
      else if (!isNetworkError(error)) this.#parts.relay.ports.log(`a syslog connection failed: ${errorPlace(error)}`)
    } finally {
      clearTimeout(timer)
      this.#release()
      socket.destroy()
    }
  }

  end(error: AppError): void {
    this.#error ??= error
    this.#parts.socket.destroy(error)
  }

  async #take(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.byteLength
    await this.#takeFrames([...this.#frames.push(chunk)])
    if (!this.#right && this.#bytes > LIMITS.syslogUnauthenticatedBytesMax)
      throw new AppError('body-too-large', `No token in the first ${LIMITS.syslogUnauthenticatedBytesMax} bytes.`, {
        limit: 'syslogUnauthenticatedBytesMax',
      })
    this.#last?.chargeInput(chunk.byteLength)
    await this.#pace()
    this.#release()
  }

  async #takeFrames(frames: readonly SyslogFrame[]): Promise<void> {
    const { turns } = this.#parts.sources
    for (let at = 0; at < frames.length; ) {
      await turns.slice(this.#right?.tokenId ?? 'syslog', (mayGoOn) => {
        do {
          if (!this.#add(frames[at] as SyslogFrame)) return
          at++
        } while (at < frames.length && mayGoOn())
      })
      if (this.#pending) await this.#prepare(this.#pending)
      else await this.#last?.whenRoom()
      if (this.#error) throw this.#error
    }
  }

  /** False: the message is pending, because its token or its session is not known yet. */
  #add(frame: SyslogFrame): boolean {
    const receivedAtMs = Date.now()
    const pending = this.#pending ?? read(frame, receivedAtMs)
    this.#pending = null
    const { token, message, source, isCut } = pending
    const isOfOther = token !== null && token !== this.#token
    const session = this.#right && !isOfOther ? this.#sessions.get(keyOf(this.#right, source)) : undefined
    if (!session || session.isOver) {
      this.#pending = pending
      return false
    }
    this.#use(session)
    if (isCut) this.#parts.relay.ports.hits.hit('syslogMessageBytesMax', `source of session ${session.id}`)
    session.add(recordOfSyslog(message, lineRecord, { isCut, receivedAtMs }))
    return true
  }

  async #prepare({ token, source }: Pending): Promise<void> {
    const { sources } = this.#parts
    if (token !== null && token !== this.#token) {
      const { right } = await sources.grants.take(token, 'syslog')
      this.#right = right
      this.#token = token
      this.#hasNewRight()
    }
    if (!this.#right) throw new AppError('token-malformed', NO_TOKEN)
    const session = await sources.sessions.of(this.#right, source)
    if (this.#sessions.size >= SESSIONS_MAX) this.#sessions.clear()
    this.#sessions.set(keyOf(this.#right, source), session)
    this.#use(session)
  }

  #hasNewRight(): void {
    // A cut while it was looked up found no connection.
    void recheckDevice(this, this.#parts.relay.ports, Date.now())
  }

  #use(session: SourceSession): void {
    this.#last = session
    if (!this.#inUse.has(session))
      this.#inUse.set(
        session,
        session.use(() => {}),
      )
  }

  /** Between chunks a session counts as idle, so that many hosts can share a connection. */
  #release(): void {
    for (const done of this.#inUse.values()) done()
    this.#inUse.clear()
  }

  /** Waits until its sources may send more. The socket is not read meanwhile, so the sender waits too. */
  async #pace(): Promise<void> {
    const debtMs = () =>
      Math.max(0, ...[...this.#inUse.keys(), ...(this.#last ? [this.#last] : [])].map((s) => s.debtMs()))
    for (let waitMs = debtMs(); waitMs > 0 && !this.#error; waitMs = debtMs())
      await sleep(Math.min(waitMs, PAUSE_MS_MAX))
  }

  async #refuse(error: AppError): Promise<void> {
    const { socket, relay } = this.#parts
    relay.ports.hits.count(error, 'a syslog connection')
    const device = this.#pending ? describeSource(this.#pending.source) : undefined
    relay.rejections.report(error, { socket, headers: {} } as IncomingMessage, { device }, this.#right ?? undefined)
    if (!socket.destroyed) await sleep(REFUSED_MS, undefined, { ref: false })
  }
}

const NO_TOKEN = 'Send a device token as structured data, [agl@32473 token="agl_d_…"], or ask for its host by TLS.'

function read(frame: SyslogFrame, nowMs: number): Pending {
  const message = readSyslog(frame.bytes, nowMs)
  const own = takeOwnElement(message)
  return { message, token: own?.token ?? null, source: sourceOfSyslog(message, own?.name), isCut: frame.isCut }
}

function keyOf({ tokenId }: DeviceGrant, { name, instance }: Source): string {
  return `${tokenId}\0${name}\0${instance}`
}

/** The other end went away, or the connection was ended here. */
function isNetworkError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
