/**
 * The connection to a phone's direct server. Reconnects automatically, notices when the phone is gone, and can pause the phone
 * while its reader is pending. The reader interprets the text frames.
 */
import { WebSocket } from 'ws'
import { AppError } from '#lib/protocol/app-error.ts'
import { Backoff } from '#lib/protocol/backoff.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { CommandFailure } from './command.ts'

/** Phones do not ping, so we do. One that does not answer has left the network. */
const PING_MS = 8_000

export interface PhoneReader {
  onOpen(isFirst: boolean): void
  /** Returning a promise pauses the phone until it settles. */
  onFrame(text: string): Promise<void> | undefined
  /** Called once each time the connection ends, if the bridge will reconnect. */
  onLost(): void
}

export class PhoneLink {
  readonly #url: string
  /** The URL without its code. */
  readonly #urlWithoutCode: string
  readonly #reader: PhoneReader
  readonly #backoff = new Backoff(Math.random)
  #socket: WebSocket | null = null
  #isStopped = false
  #wake = () => {}

  constructor(url: string, reader: PhoneReader) {
    this.#url = url
    this.#urlWithoutCode = url.replace(/\?.*$/, '')
    this.#reader = reader
  }

  /**
   * Reads until {@link stop}, or with `once` until the phone closes the connection. Throws when the phone never answers within
   * the time limit, rejects us, or sends a message that is too large.
   */
  async run({ connectTimeoutMs, once }: { connectTimeoutMs: number; once: boolean }): Promise<void> {
    const giveUpAtMs = performance.now() + connectTimeoutMs
    for (let connections = 0; !this.#isStopped; ) {
      const leftMs = Math.max(1, giveUpAtMs - performance.now())
      const wasOpen = await this.#connectOnce(connections === 0, connections === 0 ? leftMs : PING_MS)
      if (wasOpen) connections++
      if (this.#isStopped || (wasOpen && once)) return
      if (connections === 0 && performance.now() >= giveUpAtMs) {
        const advice =
          'Check that the app is open, that it is on this network, and that the address is the one it shows.'
        throw new CommandFailure(`${this.#urlWithoutCode} does not answer. ${advice}`, 1)
      }
      if (wasOpen) this.#reader.onLost()
      await this.#pause(this.#backoff.nextDelayMs(performance.now()))
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#socket?.terminate()
    this.#wake()
  }

  /** Runs one connection from start to end. Resolves to true if it was open. */
  #connectOnce(isFirst: boolean, handshakeTimeout: number): Promise<boolean> {
    const socket = new WebSocket(this.#url, {
      handshakeTimeout,
      perMessageDeflate: false,
      maxPayload: LIMITS.bridgeFrameBytesMax,
    })
    this.#socket = socket
    let isOpen = false
    let isAlive = true
    let failure: Error | null = null
    const heartbeat = setInterval(() => {
      if (!isOpen || socket.isPaused) return
      if (!isAlive) socket.terminate()
      isAlive = false
      socket.ping()
    }, PING_MS)
    socket.on('pong', () => {
      isAlive = true
    })
    socket.on('open', () => {
      isOpen = true
      this.#backoff.connected(performance.now())
      this.#reader.onOpen(isFirst)
    })
    socket.on('message', (data, isBinary) => {
      isAlive = true
      if (isBinary) return
      const pending = this.#reader.onFrame(data.toString())
      if (!pending) return
      socket.pause()
      // While paused, we cannot read pongs, so count the phone as alive afterwards.
      pending.finally(() => {
        isAlive = true
        socket.resume()
      })
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
        const advice = `the phone sent a message larger than ${LIMITS.bridgeFrameBytesMax} bytes`
        failure = new AppError('usage', advice, { limit: 'bridgeFrameBytesMax' })
      }
    })
    socket.on('unexpected-response', (request, { statusCode = 0 }) => {
      failure = refusal(this.#urlWithoutCode, statusCode)
      request.destroy()
      socket.terminate()
    })
    return new Promise((resolve, reject) => {
      socket.once('close', () => {
        clearInterval(heartbeat)
        this.#socket = null
        if (failure) reject(failure)
        else resolve(isOpen)
      })
    })
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (this.#isStopped) this.#wake()
    })
  }
}

/** A 4xx response will be the same next time, so it is an error; a 5xx response may not be. */
function refusal(url: string, status: number): CommandFailure | null {
  if (status >= 500) return null
  if (status === 401)
    return new CommandFailure(`${url} requires its code: use an address like ws://…/ws?code=XXXXXXXX`, 2)
  if (status === 403) return new CommandFailure(`${url} rejected this computer (403)`, 2)
  if (status === 429) return new CommandFailure(`${url} received too many wrong codes; restart it`, 2)
  return new CommandFailure(`${url} is not a direct server (HTTP ${status})`, 2)
}
