/**
 * The connection to a phone's direct server: comes back by itself, notices when the phone is gone, and can be held while its
 * reader is busy. The text frames go to the reader; what they mean is the reader's.
 */
import { WebSocket } from 'ws'
import { Backoff } from '#lib/protocol/backoff.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { AppError } from '../errors.ts'
import { CommandFailure } from './command.ts'

/** Phones do not ping; one that answers none of ours has left the network. */
const PING_MS = 8_000

export interface PhoneReader {
  opened(isFirst: boolean): void
  /** A promise holds the phone until it is done. */
  frame(text: string): Promise<void> | undefined
  /** The connection has ended; said once until the phone is back. */
  lost(): void
}

export class PhoneLink {
  readonly #url: string
  /** Without the code it may carry. */
  readonly #shown: string
  readonly #reader: PhoneReader
  readonly #backoff = new Backoff(Math.random)
  #socket: WebSocket | null = null
  #isStopped = false
  #wake = () => {}

  constructor(url: string, reader: PhoneReader) {
    this.#url = url
    this.#shown = url.replace(/\?.*$/, '')
    this.#reader = reader
  }

  /**
   * Reads until {@link stop}, or with `once` until the phone ends the connection. Throws when the phone does not answer at all
   * within the time, refuses, or sends what is no message of a phone.
   */
  async run({ connectTimeoutMs, once }: { connectTimeoutMs: number; once: boolean }): Promise<void> {
    const giveUpAtMs = performance.now() + connectTimeoutMs
    for (let visits = 0; !this.#isStopped; ) {
      const leftMs = Math.max(1, giveUpAtMs - performance.now())
      const wasOpen = await this.#visit(visits === 0, visits === 0 ? leftMs : PING_MS)
      if (wasOpen) visits++
      if (this.#isStopped || (wasOpen && once)) return
      if (visits === 0 && performance.now() >= giveUpAtMs) {
        const advice = 'Is the app open, in this network, and the address the one it shows?'
        throw new CommandFailure(`${this.#shown} does not answer. ${advice}`, 1)
      }
      if (wasOpen) this.#reader.lost()
      await this.#pause(this.#backoff.nextDelayMs(performance.now()))
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#socket?.terminate()
    this.#wake()
  }

  /** One connection, from its first byte to its end. True when it was open. */
  #visit(isFirst: boolean, handshakeTimeout: number): Promise<boolean> {
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
      this.#reader.opened(isFirst)
    })
    socket.on('message', (data, isBinary) => {
      isAlive = true
      if (isBinary) return
      const busy = this.#reader.frame(data.toString())
      if (!busy) return
      socket.pause()
      // Held for as long as it takes: no answer to a ping is read meanwhile.
      busy.finally(() => {
        isAlive = true
        socket.resume()
      })
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
        const advice = `the phone sends a message over ${LIMITS.bridgeFrameBytesMax} bytes`
        failure = new AppError('usage', advice, { limit: 'bridgeFrameBytesMax' })
      }
    })
    socket.on('unexpected-response', (request, { statusCode = 0 }) => {
      failure = refusal(this.#shown, statusCode)
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

/** A server that is up and says no will say so again; one that is in trouble may not. */
function refusal(url: string, status: number): CommandFailure | null {
  if (status >= 500) return null
  if (status === 401) return new CommandFailure(`${url} wants its code: give the address as ws://…/ws?code=XXXXXXXX`, 2)
  if (status === 403) return new CommandFailure(`${url} does not let this computer in (403)`, 2)
  if (status === 429) return new CommandFailure(`${url} has seen too many wrong codes; start it again`, 2)
  return new CommandFailure(`at ${url} is no direct server (it answers ${status})`, 2)
}
