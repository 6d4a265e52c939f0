/**
 * Which addresses gave wrong codes, and which are locked for it. Nobody can lock the door for others: a locked address no
 * longer counts toward the total, and beyond the total an address that has not erred still gets its try. Pure; takes time as an
 * argument.
 */
import type { LimitName } from '#lib/protocol/limits.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

interface Failures {
  count: number
  /** The address is forgotten at this time: {@link LIMITS.lanCodeLockMs} after its last wrong code. */
  untilMs: number
  isLocked: boolean
}

export interface WrongCodesParts {
  /**
   * Whether to refuse addresses that there is no room to remember. Otherwise the oldest is forgotten, which lets an owner of
   * more than {@link LIMITS.lanCodeAddressesMax} addresses guess on: years for a random code, but not for one that a person
   * made up.
   */
  refusesWhenFull: boolean
  hit: (limit: LimitName) => void
}

export class WrongCodes {
  readonly #parts: WrongCodesParts
  /** In the order of their last failure, so the first entries expire first. */
  readonly #addresses = new Map<string, Failures>()
  /** Wrong codes of addresses that are not locked. */
  #unlockedCount = 0

  constructor(parts: WrongCodesParts) {
    this.#parts = parts
  }

  isLocked(address: string, nowMs: number): boolean {
    this.#forgetExpired(nowMs)
    const failures = this.#addresses.get(address)
    if (failures?.isLocked) {
      this.#parts.hit('lanCodeFailuresPerAddress')
      return true
    }
    if (failures || !this.#parts.refusesWhenFull || this.#addresses.size < LIMITS.lanCodeAddressesMax) return false
    this.#parts.hit('lanCodeAddressesMax')
    return true
  }

  /** Call for a wrong code of an address that is not locked. */
  add(address: string, nowMs: number): void {
    const count = (this.#addresses.get(address)?.count ?? 0) + 1
    this.forgive(address)
    const isCrowd = this.#unlockedCount + count > LIMITS.lanCodeFailuresMax
    if (isCrowd) this.#parts.hit('lanCodeFailuresMax')
    const isLocked = isCrowd || count >= LIMITS.lanCodeFailuresPerAddress
    if (!isLocked) this.#unlockedCount += count
    this.#addresses.set(address, { count, untilMs: nowMs + LIMITS.lanCodeLockMs, isLocked })
    if (this.#addresses.size > LIMITS.lanCodeAddressesMax) {
      this.#parts.hit('lanCodeAddressesMax')
      this.forgive(this.#addresses.keys().next().value as string)
    }
  }

  /** Forgets the mistakes of an address, because it gave a valid code. */
  forgive(address: string): void {
    const failures = this.#addresses.get(address)
    if (failures && !failures.isLocked) this.#unlockedCount -= failures.count
    this.#addresses.delete(address)
  }

  #forgetExpired(nowMs: number): void {
    for (const [address, { untilMs }] of this.#addresses) {
      if (untilMs > nowMs) return
      this.forgive(address)
    }
  }
}
