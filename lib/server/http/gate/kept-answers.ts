/**
 * Answers of Next that are the same for everyone, kept in memory: files for as long as the process runs, public pages for
 * minutes. Each is asked of Next once, whatever the number of clients that wait for it; the longest unused are forgotten.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { LIMITS } from '#lib/protocol/limits.ts'
import { AnswerTemplate, type Fillings } from './answer-template.ts'
import type { CapturedAnswer } from './capture-answer.ts'

const zip = promisify(gzip)

export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body: AnswerTemplate
  /** The body of a file, compressed once. */
  gzipped: Buffer | null
  untilMs: number
  byteLength: number
}

/** What `find` needs in order to ask Next; `keepMs` of 0 answers those who wait and keeps nothing. */
export interface Loading {
  load(): Promise<{ answer: CapturedAnswer; keepMs: number }>
  /** Compress it once instead of for each answer: nothing in it changes. */
  isFile: boolean
}

/** Next sets these anew for each answer, or they belong to one connection. */
const NOT_KEPT = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'set-cookie'])
const STATUS_KEPT = new Set([200, 307, 308, 404])

export class KeptAnswers {
  readonly #kept = new Map<string, KeptAnswer>()
  readonly #loading = new Map<string, Promise<KeptAnswer>>()
  readonly #placeholders: Fillings
  readonly #now: () => number
  #byteLength = 0

  constructor(placeholders: Fillings, now: () => number = Date.now) {
    this.#placeholders = placeholders
    this.#now = now
  }

  /** An answer that is too old is still given while a new one is on its way; `isOld` says that somebody should ask for it. */
  peek(key: string): { answer: KeptAnswer; isOld: boolean } | null {
    const answer = this.#kept.get(key)
    if (!answer) return null
    this.#kept.delete(key)
    this.#kept.set(key, answer)
    return { answer, isOld: answer.untilMs <= this.#now() && !this.#loading.has(key) }
  }

  loading(key: string): Promise<KeptAnswer> | null {
    return this.#loading.get(key) ?? null
  }

  /** Call when it is neither kept nor loading. Rejects when Next fails, or answers with what must not be given to others. */
  load(key: string, { load, isFile }: Loading): Promise<KeptAnswer> {
    const loading = load()
      .then(async ({ answer, keepMs }) => {
        const kept = await this.#toKeep(answer, keepMs, isFile)
        if (keepMs > 0) this.#keep(key, kept)
        return kept
      })
      .finally(() => this.#loading.delete(key))
    this.#loading.set(key, loading)
    return loading
  }

  async #toKeep({ status, headers, body }: CapturedAnswer, keepMs: number, isFile: boolean): Promise<KeptAnswer> {
    if (!STATUS_KEPT.has(status) || headers['set-cookie'] !== undefined)
      throw new Error(`an answer with status ${status}${headers['set-cookie'] ? ' and a cookie' : ''} cannot be kept`)
    const names = Object.keys(headers).filter((name) => !NOT_KEPT.has(name))
    const gzipped = isFile && isCompressible(headers) ? await zip(body, { level: 9 }) : null
    return {
      status,
      headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
      // Nothing in a file stands for something else.
      body: new AnswerTemplate(body, isFile ? {} : this.#placeholders),
      gzipped,
      untilMs: this.#now() + keepMs,
      byteLength: body.byteLength + (gzipped?.byteLength ?? 0),
    }
  }

  #keep(key: string, answer: KeptAnswer): void {
    this.#forget(key)
    this.#kept.set(key, answer)
    this.#byteLength += answer.byteLength
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= LIMITS.keptAnswersMax && this.#byteLength <= LIMITS.keptBytesMax) return
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    this.#byteLength -= this.#kept.get(key)?.byteLength ?? 0
    this.#kept.delete(key)
  }
}

/** Compressions at once of bodies that differ from answer to answer. With more to do, they are sent as they are. */
const ZIPPING_MAX = 2
let zipping = 0

/** Sends it with the headers that the response already has. */
export function sendKept(
  answer: KeptAnswer,
  fillings: Fillings,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { status, headers, body, gzipped } = answer
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (headers.etag !== undefined && request.headers['if-none-match']?.includes(headers.etag)) {
    response.writeHead(304).end()
    return
  }
  const send = (bytes: Buffer, isZipped: boolean) => {
    if (isCompressible(headers)) response.setHeader('vary', varyWith(headers.vary))
    if (isZipped) response.setHeader('content-encoding', 'gzip')
    response.writeHead(status, { 'content-length': bytes.byteLength })
    response.end(request.method === 'HEAD' ? undefined : bytes)
  }
  const mayZip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) && isCompressible(headers)
  if (mayZip && gzipped) {
    send(gzipped, true)
    return
  }
  const bytes = body.fill(fillings)
  if (!mayZip || zipping >= ZIPPING_MAX) {
    send(bytes, false)
    return
  }
  zipping++
  void zip(bytes, { level: 1 })
    .then((zipped) => send(zipped, true))
    .finally(() => zipping--)
}

function isCompressible(headers: Record<string, unknown>): boolean {
  return /^(text\/|application\/(javascript|json|manifest)|image\/svg)/.test(String(headers['content-type'] ?? ''))
}

function varyWith(vary = ''): string {
  return /accept-encoding/i.test(vary) ? vary : [vary, 'Accept-Encoding'].filter(Boolean).join(', ')
}
