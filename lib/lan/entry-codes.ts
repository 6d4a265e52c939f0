/**
 * The codes that let viewers in: each is good for one address, the first that gives it, and a new one takes its place. Who has
 * given one gets a token, so that a page gives it once. Wrong ones are counted and run into a bound. Pure but for the random
 * numbers it is given.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { LimitName } from '../protocol/limits.ts'
import { LIMITS } from '../protocol/limits.ts'

/** No 0 O 1 I. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const CODE_CHARS = 8
const TOKEN_BYTES = 32

export type Entry = 'entered' | 'wrong' | 'locked'

export interface EntryCodesParts {
  random: (bytes: number) => Uint8Array
  /** A code of the owner's: stays the same and lets in every address. */
  fixed?: string | undefined
  /** The current code was used up. */
  renewed: () => void
  hit: (limit: LimitName) => void
}

export class EntryCodes {
  readonly #parts: EntryCodesParts
  readonly #isFixed: boolean
  #current: string
  /** Used codes and the address that each belongs to. */
  readonly #used = new Map<string, string>()
  readonly #tokens = new Set<string>()
  readonly #failures = new Map<string, number>()
  #failureCount = 0

  /** Throws AppError when the fixed code is too easy. */
  constructor(parts: EntryCodesParts) {
    this.#parts = parts
    this.#isFixed = parts.fixed !== undefined
    this.#current = parts.fixed === undefined ? this.#create() : plainCode(parts.fixed)
    if (this.#current.length < CODE_CHARS) {
      throw new AppError('usage', `a code of your own needs ${CODE_CHARS} letters and digits or more`)
    }
  }

  /** As people read it, in two halves. */
  get current(): string {
    return this.#isFixed
      ? this.#current
      : `${this.#current.slice(0, CODE_CHARS / 2)}-${this.#current.slice(CODE_CHARS / 2)}`
  }

  /** Dashes, spaces and the case of letters do not matter. */
  enter(given: string, address: string): Entry {
    if (this.#isLocked(address)) return 'locked'
    const code = plainCode(given)
    const isCurrent = isSame(code, this.#current)
    if (!isCurrent && this.#used.get(code) !== address) {
      this.#failures.set(address, (this.#failures.get(address) ?? 0) + 1)
      this.#failureCount++
      return 'wrong'
    }
    this.#failures.delete(address)
    if (isCurrent && !this.#isFixed) {
      this.#used.set(code, address)
      this.#forgetOldest(this.#used)
      this.#current = this.#create()
      this.#parts.renewed()
    }
    return 'entered'
  }

  /** What a browser that has entered shows from now on. */
  issueToken(): string {
    const token = Buffer.from(this.#parts.random(TOKEN_BYTES)).toString('base64url')
    this.#tokens.add(digest(token))
    this.#forgetOldest(this.#tokens)
    return token
  }

  isToken(token: string): boolean {
    return this.#tokens.has(digest(token))
  }

  #isLocked(address: string): boolean {
    if (this.#failureCount >= LIMITS.lanCodeFailuresMax) {
      this.#parts.hit('lanCodeFailuresMax')
      return true
    }
    if ((this.#failures.get(address) ?? 0) < LIMITS.lanCodeFailuresPerAddress) return false
    this.#parts.hit('lanCodeFailuresPerAddress')
    return true
  }

  #forgetOldest(entries: Map<string, string> | Set<string>): void {
    if (entries.size <= LIMITS.lanEntriesMax) return
    this.#parts.hit('lanEntriesMax')
    for (const key of entries.keys()) {
      entries.delete(key)
      return
    }
  }

  #create(): string {
    return Array.from(this.#parts.random(CODE_CHARS), (byte) => ALPHABET[byte & 31]).join('')
  }
}

function plainCode(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '')
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}

function digest(token: string): string {
  return sha256(token).toString('base64')
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
