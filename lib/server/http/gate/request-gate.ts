/**
 * The one gate before Next. It counts every request for a person, a token or an address, answers what is kept in memory, bounds
 * what Next works on, and lets strangers use a fixed share of the thread, so that nobody without a sign-in slows down live logs.
 * docs/decisions/0021-strangers-get-a-share-of-the-thread.md says why.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import { CLIENT_ADDRESS_HEADER, RATE_KEY_HEADER, SHARED_ADDRESS_HEADER } from '#lib/server/auth/client-address.ts'
import { csrfAnswer } from '#lib/server/auth/csrf-answer.ts'
import type { Config } from '#lib/server/config/env.ts'
import { ownOrigin } from '#lib/server/http/own-origin.ts'
import type { HttpHandler } from '#lib/server/http/page-handler.ts'
import { createNonce } from '#lib/server/http/security-headers.ts'
import type { LimitHits } from '#lib/server/limit-hits.ts'
import { type Asked, askedOf, type KeptRequest, type Placeholders } from './asked.ts'
import { captureAnswer } from './capture-answer.ts'
import { type KeptAnswer, KeptAnswers, sendKept } from './kept-answers.ts'
import { credentialOf, keyOfCookie, knownCallers } from './known-callers.ts'
import type { NextRoutes } from './next-routes.ts'
import { RateBuckets } from './rate-buckets.ts'
import { type Refusal, refuse } from './refusal.ts'
import { type Lane, RenderSlots } from './render-slots.ts'
import { StrangerTurns } from './stranger-turns.ts'

export interface GateOptions {
  current(): Config
  hits: LimitHits
  /** Null in development: nothing is kept, and Next decides what exists. */
  routes: NextRoutes | null
  /** The language of a page for a Cookie and an Accept-Language header. */
  localeOf(cookie: string | undefined, acceptLanguage: string | undefined): string
  /** Whether the server has an owner. Before that, pages point to the setup link, and nothing is kept. */
  hasOwner(): Promise<boolean>
}

/** What one stranger's request to Next counts for at most: waiting for a database or a password hash uses no thread. */
const CHARGE_MS_MAX = 25
/** An origin that Next accepts in a Host header and that stands for the real one in a kept answer. */
const ANY_HOST = '127.0.0.1:1'

export class RequestGate {
  readonly #next: HttpHandler
  readonly #options: GateOptions
  readonly #turns = new StrangerTurns()
  readonly #slots = new RenderSlots((start) => void this.#turns.add(start, true))
  readonly #places: Placeholders = { nonce: createNonce(), id: randomId(), path: randomId() }
  readonly #kept = new KeptAnswers({ ...this.#places, origin: `http://${ANY_HOST}` })
  readonly #requests = new RateBuckets(LIMITS.addressRequestsPerMinute)
  readonly #files = new RateBuckets(LIMITS.addressFilesPerMinute)
  readonly #shared = new RateBuckets(LIMITS.sharedAddressRequestsPerMinute)

  constructor(next: HttpHandler, options: GateOptions) {
    this.#next = next
    this.#options = options
  }

  /** Expects the headers that pageHandler sets. */
  readonly handle: HttpHandler = (request, response) => {
    const credential = credentialOf(request.headers)
    const known = credential && knownCallers().get(credential.value, Date.now())
    if (known) {
      this.#admit(request, response, known)
      return
    }
    const turn = () => {
      if (response.destroyed) return
      if (credential?.kind !== 'cookie') this.#admit(request, response, null)
      else void keyOfCookie(credential.value, Date.now()).then((key) => this.#admit(request, response, key))
    }
    if (!this.#turns.add(turn)) this.#limitHit('strangerRequestsMax', request, response)
  }

  /**
   * For requests that something else than Next answers: runs it when strangers have their turn, or says why not. Expects the
   * headers of `nameClient`.
   */
  readonly admitStranger = (
    request: IncomingMessage,
    response: ServerResponse,
    run: () => void,
    refused: (refusal: Refusal) => void,
  ): void => {
    const refuseBy = (limit: LimitName) => refused(this.#refusalOf(limit, request))
    const turn = () => {
      if (response.destroyed) return
      const limit = this.#overRate(request, null, false)
      if (limit) refuseBy(limit)
      else run()
    }
    if (!this.#turns.add(turn)) refuseBy('strangerRequestsMax')
  }

  /** `caller`: a person's or a token's key; null for a stranger. */
  #admit(request: IncomingMessage, response: ServerResponse, caller: string | null): void {
    const asked = this.#askedOf(request, caller === null)
    const limit = this.#overRate(request, caller, asked.kind === 'file')
    if (limit) this.#limitHit(limit, request, response)
    else if (asked.kind !== 'next') this.#answer(asked, request, response)
    else if (!this.#answerAuth(request, response, caller))
      this.#askNext(request, response, caller === null ? 'stranger' : 'signed-in')
  }

  #answer(asked: Exclude<Asked, { kind: 'next' }>, request: IncomingMessage, response: ServerResponse): void {
    const headers = { 'cache-control': 'no-store' }
    if (asked.kind === 'file') this.#sendFile(asked.path, request, response)
    else if (asked.kind === 'page') this.#sendPage(asked.page, request, response)
    else if (asked.kind === 'refused') refuse(request, response, asked.refusal)
    else if (asked.kind === 'nothing') response.writeHead(204, headers).end()
    else response.writeHead(asked.status, { ...headers, location: asked.location, 'content-length': 0 }).end()
  }

  #askedOf(request: IncomingMessage, isStranger: boolean): Asked {
    const { routes, localeOf, current } = this.#options
    if (!routes) return { kind: 'next' }
    const { method = 'GET', url: target = '/', headers } = request
    const locale = localeOf(headers.cookie, headers['accept-language'])
    return askedOf(
      { method, target, headers, isStranger, locale, publicUrl: current().publicUrl },
      routes,
      this.#places,
    )
  }

  /**
   * Counts the request, and tells API routes whom they count it for. A person and an accepted token have a rate of their own
   * wherever they are. Everybody else is counted by address. Where that is a proxy's, which is shared, the client that the proxy
   * names is counted, and all of them meet the rate of the proxy's address, ten times as high.
   */
  #overRate({ headers, socket }: IncomingMessage, caller: string | null, isFile: boolean): LimitName | null {
    const nowMs = Date.now()
    const address = String(headers[CLIENT_ADDRESS_HEADER] ?? socket.remoteAddress)
    const isShared = headers[SHARED_ADDRESS_HEADER] === 'proxy'
    const key = caller ?? String(headers[RATE_KEY_HEADER] ?? address)
    headers[RATE_KEY_HEADER] = key
    if (caller === null && isShared && this.#shared.take(address, nowMs) > 0) return 'sharedAddressRequestsPerMinute'
    // A proxy that names nobody: its clients cannot be told apart.
    if (caller === null && isShared && key === address) return null
    if (isFile) return this.#files.take(key, nowMs) > 0 ? 'addressFilesPerMinute' : null
    return this.#requests.take(key, nowMs) > 0 ? 'addressRequestsPerMinute' : null
  }

  #limitHit(limit: LimitName, request: IncomingMessage, response: ServerResponse): void {
    refuse(request, response, this.#refusalOf(limit, request))
  }

  /** Counts the hit as well. */
  #refusalOf(limit: LimitName, request: IncomingMessage): Refusal {
    this.#options.hits.hit(limit, `from ${request.headers[CLIENT_ADDRESS_HEADER]}`)
    const refusal: Refusal = limit.endsWith('PerMinute')
      ? { code: 'too-many-requests', message: `More than ${LIMITS[limit]} requests a minute. Wait a moment.` }
      : { code: 'server-busy' }
    return { ...refusal, retryAfterS: 1 }
  }

  #sendFile(path: string, request: IncomingMessage, response: ServerResponse): void {
    const page = { key: path, url: path, headers: {}, keepMs: Number.POSITIVE_INFINITY, fillings: {} }
    this.#send(page, true, request, response)
  }

  #sendPage(page: KeptRequest, request: IncomingMessage, response: ServerResponse): void {
    this.#send(page, false, request, response)
  }

  #send(page: KeptRequest, isFile: boolean, request: IncomingMessage, response: ServerResponse): void {
    const fillings = { nonce: String(request.headers['x-nonce']), ...page.fillings }
    const found = this.#kept.peek(page.key)
    if (found) {
      // Nobody waits for the new one; if Next has no place for it, the next request asks again.
      if (found.isOld) this.#loadKept(page, isFile).catch(() => undefined)
      sendKept(found.answer, fillings, request, response)
      return
    }
    void this.#loadKept(page, isFile).then(
      (answer) => this.#turns.add(() => sendKept(answer, fillings, request, response), true),
      (error: unknown) =>
        isAppError(error)
          ? this.#limitHit('renderQueueMax', request, response)
          : this.#askNext(request, response, 'stranger'),
    )
  }

  /** Rejects with `server-busy` when Next has no place for it. */
  #loadKept({ key, url, headers, keepMs }: KeptRequest, isFile: boolean): Promise<KeptAnswer> {
    const load = async () => {
      const mayKeep = isFile || (await this.#options.hasOwner())
      const answer = await captureAnswer(this.#next, url, { ...this.#ownHeaders(), ...headers })
      return { answer, keepMs: mayKeep ? keepMs : 0 }
    }
    return this.#kept.loading(key) ?? this.#kept.load(key, { load: () => this.#inSlot(load), isFile })
  }

  #inSlot<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const limit = this.#slots.run('stranger', (done) => {
        const end = this.#charged(done)
        const timer = setTimeout(end, LIMITS.renderSlotMs)
        void work()
          .then(resolve, reject)
          .finally(() => {
            clearTimeout(timer)
            end()
          })
      })
      if (limit) reject(new AppError('server-busy', undefined, { limit }))
    })
  }

  /** Calls `done` once, and accounts for the thread's time since now. */
  #charged(done: () => void): () => void {
    const startedAtMs = performance.now()
    let isDone = false
    return () => {
      if (isDone) return
      isDone = true
      this.#turns.charge(Math.min(CHARGE_MS_MAX, performance.now() - startedAtMs))
      done()
    }
  }

  /** What a request of this server to itself has: its own address, and the nonce that stands for the real ones. */
  #ownHeaders(): Record<string, string> {
    const { publicUrl, isPublicUrlSet } = this.#options.current()
    const { host, protocol } = new URL(publicUrl)
    return {
      host,
      [CLIENT_ADDRESS_HEADER]: 'itself',
      'x-nonce': this.#places.nonce,
      'content-security-policy': `script-src 'nonce-${this.#places.nonce}'`,
      ...(isPublicUrlSet && { 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) }),
    }
  }

  /**
   * Answers what a browser asks of next-auth before anyone has signed in. False when next-auth must answer. A Host that is not
   * ours gets no answer: next-auth would believe it.
   */
  #answerAuth(request: IncomingMessage, response: ServerResponse, caller: string | null): boolean {
    if (!request.url?.startsWith('/api/auth/')) return false
    const origin = ownOrigin(request.headers.host, this.#options.current())
    if (origin === null) {
      refuse(request, response, { code: 'invalid-input', message: 'The Host header does not name this server.' })
      return true
    }
    dropUnreadable(request)
    if (request.method !== 'GET') return false
    const path = request.url?.split('?', 1)[0]
    if (path === '/api/auth/csrf') {
      const { csrfToken, setCookie } = csrfAnswer(request.headers.cookie)
      if (setCookie) response.setHeader('set-cookie', setCookie)
      sendJson(response, { csrfToken })
      return true
    }
    if (path === '/api/auth/session' && caller === null && credentialOf(request.headers) === null) {
      sendJson(response, {})
      return true
    }
    if (path === '/api/auth/providers' && this.#options.routes) {
      const { isPublicUrlSet } = this.#options.current()
      const headers: Record<string, string> = isPublicUrlSet ? {} : { host: ANY_HOST }
      const keepMs = Number.POSITIVE_INFINITY
      this.#sendPage({ key: path, url: path, headers, keepMs, fillings: { origin } }, request, response)
      return true
    }
    return false
  }

  #askNext(request: IncomingMessage, response: ServerResponse, lane: Lane): void {
    const limit = this.#slots.run(lane, (done) => {
      if (response.destroyed) return done()
      const end = lane === 'stranger' ? this.#charged(done) : done
      // What still runs then waits for a body, a database or a password hash, and not for the thread.
      const timer = setTimeout(end, LIMITS.renderSlotMs)
      response.once('close', () => {
        clearTimeout(timer)
        end()
      })
      void this.#next(request, response)
    })
    if (limit) this.#limitHit(limit, request, response)
  }
}

/** next-auth refuses everything while the browser has a cookie of its own with a broken address. */
function dropUnreadable({ headers }: IncomingMessage): void {
  if (!headers.cookie?.includes('next-auth.callback-url')) return
  const isGood = (pair: string) => {
    const [, value] = /^\s*(?:__Secure-)?next-auth\.callback-url=(.*)$/.exec(pair) ?? []
    return value === undefined || isHttpAddress(value)
  }
  headers.cookie = headers.cookie.split(';').filter(isGood).join(';')
}

function isHttpAddress(encoded: string): boolean {
  try {
    const { protocol } = new URL(decodeURIComponent(encoded), 'http://own')
    return protocol === 'http:' || protocol === 'https:'
  } catch {
    return false
  }
}

function sendJson(response: ServerResponse, value: object): void {
  const body = JSON.stringify(value)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  response.writeHead(200, { ...headers, 'cache-control': 'no-store' }).end(body)
}
