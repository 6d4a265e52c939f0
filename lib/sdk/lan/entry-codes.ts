/**
 * The codes that admit viewers: each is good for one address, the first that gives it, and a new one takes its place. A visitor with
 * a valid code gets a token, so that a page gives the code once. Pure except for the random numbers that it takes.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '#lib/protocol/app-error.ts'
import type { LimitName } from '#lib/protocol/limits.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { WrongCodes } from './wrong-codes.ts'

/** 32 characters, without 0, O, 1 and I. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const CODE_CHARS = 8
const TOKEN_BYTES = 32

export type Entry = 'entered' | 'wrong' | 'locked'

export interface EntryCodesParts {
  random: (bytes: number) => Uint8Array
  /** A code of the owner's, which stays the same and admits every address. */
  fixed?: string | undefined
  /** Called when a new code has replaced the one just used. */
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
  readonly #wrong: WrongCodes

  /** Throws AppError when the fixed code is too easy. */
  constructor(parts: EntryCodesParts) {
    this.#parts = parts
    this.#isFixed = parts.fixed !== undefined
    this.#wrong = new WrongCodes({ refusesWhenFull: this.#isFixed, hit: parts.hit })
    this.#current = parts.fixed === undefined ? this.#create() : plainCode(parts.fixed)
    if (this.#current.length < CODE_CHARS) {
      throw new AppError('usage', `a code of your own needs ${CODE_CHARS} letters and digits or more`)
    }
  }

  /** The code as people read it, in two halves. */
  get current(): string {
    return this.#isFixed
      ? this.#current
      : `${this.#current.slice(0, CODE_CHARS / 2)}-${this.#current.slice(CODE_CHARS / 2)}`
  }

  /** Dashes, spaces and the case of letters do not matter. */
  enter(given: string, address: string, nowMs: number): Entry {
    if (this.#wrong.isLocked(address, nowMs)) return 'locked'
    const code = plainCode(given)
    const isCurrent = isSame(code, this.#current)
    if (!isCurrent && this.#used.get(code) !== address) {
      this.#wrong.add(address, nowMs)
      return 'wrong'
    }
    this.#wrong.forgive(address)
    if (isCurrent && !this.#isFixed) {
      this.#used.set(code, address)
      this.#forgetOldest(this.#used)
      this.#current = this.#create()
      this.#parts.renewed()
    }
    return 'entered'
  }

  /** A token that a browser shows from now on instead of a code. */
  issueToken(): string {
    const token = Buffer.from(this.#parts.random(TOKEN_BYTES)).toString('base64url')
    this.#tokens.add(digest(token))
    this.#forgetOldest(this.#tokens)
    return token
  }

  isToken(token: string): boolean {
    return this.#tokens.has(digest(token))
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
