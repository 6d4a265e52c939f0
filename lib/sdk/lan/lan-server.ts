/**
 * The direct server: HTTP and WebSocket on a port of the LAN, speaking the Flutter package's direct protocol [FP18] behind the
 * checks of this folder. Any GET is the page, POST /code takes a code, the exact path /ws is the stream. It reads what it serves from
 * the device's own memory, and stores nothing.
 */
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import { shortName } from '#lib/protocol/names.ts'
import type { HeldRecords } from '#lib/sdk/delivery/held-records.ts'
import type { DirectServer, ServeDirectOptions } from './direct-options.ts'
import { EntryCodes } from './entry-codes.ts'
import { HeldPieces } from './held-pieces.ts'
import { lanPage } from './lan-page.ts'
import { hostOf, lanAddress, ownHosts } from './own-addresses.ts'
import { ViewerSockets } from './viewer-sockets.ts'
import { type AllowList, isAllowedOrigin, isOwnHost, readAllowList, type VisitorRules } from './visitor-rules.ts'

const STREAM_PATH = '/ws'
const CODE_PATH = '/code'
type Fault = [status: number, reason: string]

export class LanServer implements DirectServer {
  readonly #options: ServeDirectOptions
  readonly #allowed: AllowList
  readonly #codes: EntryCodes
  readonly #http: http.Server
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LIMITS.lanFrameBytesMax,
  })
  readonly #viewers: ViewerSockets
  readonly #listeners = new Set<() => void>()
  readonly #hits = new Map<LimitName, number>()
  readonly #stopListening: () => void
  #port = 0
  #host = ''
  #closing: Promise<void> | null = null

  constructor(held: HeldRecords, options: ServeDirectOptions) {
    this.#options = options
    this.#allowed = readAllowList(options.allow ?? [])
    this.#codes = new EntryCodes({
      random: randomBytes,
      fixed: options.code,
      renewed: () => this.#changed(),
      hit: (limit) => this.#hit(limit),
    })
    this.#viewers = new ViewerSockets(
      new HeldPieces(held),
      (limit) => this.#hit(limit),
      () => this.#changed(),
    )
    const limits = { headersTimeout: LIMITS.lanRequestMs, requestTimeout: LIMITS.lanRequestMs }
    this.#http = http.createServer({ ...limits, connectionsCheckingInterval: 1_000, keepAliveTimeout: 5_000 })
    this.#http.maxConnections = LIMITS.lanConnectionsMax
    this.#http.on('drop', () => this.#hit('lanConnectionsMax'))
    this.#http.on('request', (request, response) => this.#answer(request, response))
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') this.#hit('lanRequestMs')
      socket.destroy()
    })
    // [DV9] Nothing in the SDK keeps a program alive.
    this.#http.on('connection', (socket: Socket) => void socket.unref())
    this.#stopListening = held.onRecord(() => this.#viewers.wake())
  }

  /** Throws AppError when it cannot listen on the address. */
  async listen(): Promise<void> {
    const host = this.#options.host ?? lanAddress()
    const port = this.#options.port ?? 0
    try {
      await new Promise<void>((resolve, reject) => {
        this.#http.once('error', reject)
        this.#http.listen(port, host, resolve)
      })
    } catch (error) {
      await this.close()
      throw cannotListen(error as NodeJS.ErrnoException, host, port)
    }
    this.#http.unref()
    this.#http.on('error', () => {}) // A socket that could not be accepted; its client sees that.
    this.#port = (this.#http.address() as AddressInfo).port
    this.#host = /^(?:0\.0\.0\.0|::)$/.test(host) ? lanAddress() : host
  }

  get url(): string {
    return `http://${hostOf(this.#host)}:${this.#port}/`
  }

  get wsUrl(): string {
    return `ws://${hostOf(this.#host)}:${this.#port}${STREAM_PATH}`
  }

  get code(): string | null {
    return this.#options.open ? null : this.#codes.current
  }

  get viewers(): number {
    return this.#viewers.count
  }

  /** The most that is buffered for one viewer, in bytes. */
  get bufferedBytes(): number {
    return this.#viewers.bufferedBytes
  }

  get limitHits(): Record<string, number> {
    return Object.fromEntries(this.#hits)
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    await this.#viewers.close()
    this.#stopListening()
    this.#http.closeAllConnections()
    await stopped
  }

  // ── HTTP ──

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const fault = this.#faultOf(request) ?? requestFaultOf(request)
    if (fault) refuse(response, ...fault)
    else if (request.method === 'POST') this.#takeCode(request, response)
    else {
      const { html, headers } = lanPage(String(request.headers.host))
      response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : html)
    }
  }

  #takeCode(request: http.IncomingMessage, response: http.ServerResponse): void {
    let code = ''
    request.setEncoding('latin1').on('data', (chunk: string) => {
      code += chunk
      if (code.length <= LIMITS.lanRequestBytesMax) return
      this.#hit('lanRequestBytesMax')
      refuse(response, 413, 'This is not a code.')
      request.destroy()
    })
    request.on('error', () => {}) // The client left before it sent its code.
    request.on('end', () => {
      if (response.headersSent) return
      const isAdmitted = this.#isAdmitted(request)
      // Without a code the page only asks whether it needs one.
      const entry = isAdmitted
        ? 'entered'
        : code === ''
          ? 'wrong'
          : this.#codes.enter(code, addressOf(request), performance.now())
      if (entry !== 'entered') {
        refuse(response, entry === 'locked' ? 429 : 401, entry)
        return
      }
      if (!isAdmitted) response.setHeader('Set-Cookie', this.#newCookie())
      response.writeHead(200, { ...PLAIN, 'Content-Type': 'application/json' })
      response.end(JSON.stringify({ name: shortName(this.#options.name ?? '', LIMITS.labelCharsMax) }))
    })
  }

  #faultOf({ headers }: http.IncomingMessage): Fault | null {
    const rules: VisitorRules = { port: this.#port, ownHosts: ownHosts(), allowed: this.#allowed }
    if (!isOwnHost(headers.host, rules)) return [403, `This address is not one of mine. Open ${this.url}`]
    if (!isAllowedOrigin(headers.origin, headers.host, rules)) return [403, 'This page may not talk to me.']
    return null
  }

  /** True for a request that needs no code: it has our cookie, or the server is open. */
  #isAdmitted({ headers }: http.IncomingMessage): boolean {
    if (this.#options.open) return true
    const prefix = `${this.#cookieName}=`
    const cookies = (headers.cookie ?? '').split(/; */).filter((cookie) => cookie.startsWith(prefix))
    return cookies.some((cookie) => this.#codes.isToken(cookie.slice(prefix.length)))
  }

  #newCookie(): string {
    return `${this.#cookieName}=${this.#codes.issueToken()}; Path=/; HttpOnly; SameSite=Strict`
  }

  /** Cookies ignore ports, so the name holds it: two servers on one machine must not take each other's. */
  get #cookieName(): string {
    return `agent-logger-direct-${this.#port}`
  }

  // ── WebSocket ──

  #upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const fault = this.#faultOf(request) ?? this.#streamFaultOf(request)
    if (fault) refuseUpgrade(socket, ...fault)
    else this.#sockets.handleUpgrade(request, socket, head, (viewer) => this.#viewers.add(viewer, socket))
  }

  #streamFaultOf(request: http.IncomingMessage): Fault | null {
    const [path, query = ''] = (request.url ?? '').split('?')
    if (path !== STREAM_PATH) return [404, 'The stream is at /ws.']
    if (this.#closing) return [503, 'going away']
    if (this.#viewers.count >= LIMITS.lanViewersMax) {
      this.#hit('lanViewersMax')
      return [503, `There are ${LIMITS.lanViewersMax} viewers already.`]
    }
    if (this.#isAdmitted(request)) return null
    const code = new URLSearchParams(query).get('code')
    const entry = code ? this.#codes.enter(code, addressOf(request), performance.now()) : 'wrong'
    if (entry === 'entered') return null
    return entry === 'locked' ? [429, 'Too many wrong codes.'] : [401, 'Give the code: /ws?code=XXXXXXXX']
  }

  #hit(limit: LimitName): void {
    this.#hits.set(limit, (this.#hits.get(limit) ?? 0) + 1)
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

const PLAIN = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
}

function requestFaultOf({ method, url = '' }: http.IncomingMessage): Fault | null {
  const [path] = url.split('?')
  if (method === 'POST' && path === CODE_PATH) return null
  if (method !== 'GET' && method !== 'HEAD') return [405, 'This is a page to look at.']
  return path === STREAM_PATH ? [400, 'Open this address as a WebSocket.'] : null
}

function refuse(response: http.ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { ...PLAIN, ...(status === 405 ? { Allow: 'GET, HEAD' } : {}) }).end(`${reason}\n`)
}

function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  const head = [`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`, 'Connection: close']
  const headers = Object.entries(PLAIN).map(([name, value]) => `${name}: ${value}`)
  // The visitor must not keep the socket open for nothing.
  socket.end([...head, ...headers, '', `${reason}\n`].join('\r\n'), () => socket.destroy())
}

function addressOf({ socket }: http.IncomingMessage): string {
  return socket.remoteAddress ?? ''
}

function cannotListen({ code, message }: NodeJS.ErrnoException, host: string, port: number): AppError {
  if (code === 'EADDRINUSE')
    return new AppError('usage', `port ${port} of ${host} is taken; choose another, or 0 for any`)
  if (code === 'EADDRNOTAVAIL') return new AppError('usage', `${host} is not an address of this machine`)
  if (code === 'EACCES') return new AppError('usage', `port ${port} needs rights; choose one above 1023, or 0 for any`)
  return new AppError('usage', `cannot listen on ${host}: ${message}`)
}
