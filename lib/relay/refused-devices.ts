/**
 * Devices that reached the server and were not let in, so that the people who wait for them learn why. In memory, for
 * minutes, bounded; never a token, only whose it was. The time is told by the caller.
 */
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import { LIMITS, type LimitName } from '../protocol/limits.ts'

/** What a refused device had said about itself. */
export interface RefusedDevice {
  installationId: string
  name: string
  platform: string
  appName: string
  appVersion: string
  sdkVersion: string
}

export interface Refusal {
  /** Whose token it came with; null: with none that this server knows. */
  teamId: string | null
  tokenId: string | null
  /** Of its network, as same-network.ts compares it; the only thing that tells whose business a stranger is. */
  network: string | null
  code: ErrorCodeName
  device: RefusedDevice
  /** The last try, epoch milliseconds. */
  atMs: number
  /** Tries since the first that is remembered. */
  count: number
}

export class RefusedDevices {
  /** By token or network and device, in the order of their last try. */
  readonly #byKey = new Map<string, Refusal>()
  readonly #limitHit: (limit: LimitName, detail: string) => void

  constructor(limitHit: (limit: LimitName, detail: string) => void) {
    this.#limitHit = limitHit
  }

  /** Returns what is remembered now. */
  add(refusal: Omit<Refusal, 'count'>): Refusal {
    const source = `${refusal.tokenId ?? refusal.network} `
    const key = source + refusal.device.installationId
    const known = this.#byKey.get(key)
    const kept = { ...refusal, count: (known && refusal.atMs - known.atMs < LIMITS.refusalMs ? known.count : 0) + 1 }
    this.#byKey.delete(key)
    this.#byKey.set(key, kept)
    const sameSource = [...this.#byKey.keys()].filter((other) => other.startsWith(source))
    if (sameSource.length > LIMITS.sourceRefusalsMax) {
      this.#limitHit('sourceRefusalsMax', `${LIMITS.sourceRefusalsMax} of one source are remembered`)
      this.#byKey.delete(sameSource[0] as string)
    }
    for (const [oldest, { atMs }] of this.#byKey) {
      const isOver = this.#byKey.size > LIMITS.refusalsMax
      if (!isOver && refusal.atMs - atMs < LIMITS.refusalMs) break
      if (isOver && refusal.atMs - atMs < LIMITS.refusalMs)
        this.#limitHit('refusalsMax', `${LIMITS.refusalsMax} are remembered`)
      this.#byKey.delete(oldest)
    }
    return kept
  }

  /** It was let in since. */
  forget(tokenId: string, installationId: string): void {
    this.#byKey.delete(`${tokenId} ${installationId}`)
  }

  /** A team's, and those of nobody in particular that `isNear` lets pass; the newest first. */
  list(teamId: string, isNear: (network: string) => boolean, nowMs: number): Refusal[] {
    return [...this.#byKey.values()]
      .filter(
        (refusal) =>
          nowMs - refusal.atMs < LIMITS.refusalMs &&
          (refusal.teamId === null ? refusal.network !== null && isNear(refusal.network) : refusal.teamId === teamId),
      )
      .reverse()
  }
}
