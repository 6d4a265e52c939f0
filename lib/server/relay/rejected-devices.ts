/**
 * Devices that reached the server and were rejected, so that the people who wait for them learn why. Kept in memory, for
 * minutes, within bounds; never a token, only whose it was. Time is an argument.
 */
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'

/** What a rejected device said about itself. */
export interface RejectedDevice {
  installationId: string
  name: string
  platform: string
  appName: string
  appVersion: string
  sdkVersion: string
}

/** Stands for a device that said nothing about itself that may be shown. */
export const UNDESCRIBED: RejectedDevice = {
  installationId: '',
  name: '',
  platform: '',
  appName: '',
  appVersion: '',
  sdkVersion: '',
}

export interface Refusal {
  /** The team whose token it came with; null: it came with no token that this server knows. */
  teamId: string | null
  tokenId: string | null
  /** Its network, as same-network.ts compares it: the only hint at whose business a stranger is. Null while unknown. */
  network: string | null
  code: ErrorCodeName
  device: RejectedDevice
  /** The last attempt, epoch milliseconds. */
  atMs: number
  /** Attempts since the first one that is remembered. */
  count: number
}

export class RejectedDevices {
  /** By token or network and device, in the order of their last attempt. */
  readonly #byKey = new Map<string, Refusal>()
  readonly #limitHit: (limit: LimitName, detail: string) => void

  constructor(limitHit: (limit: LimitName, detail: string) => void) {
    this.#limitHit = limitHit
  }

  /** Returns the entry as it is remembered now. */
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

  /** The device was admitted since. Returns whether a rejection of it was remembered. */
  forget(tokenId: string, installationId: string): boolean {
    return this.#byKey.delete(`${tokenId} ${installationId}`)
  }

  /** The team's devices, and strangers whose network `isNear` accepts; the newest first. */
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
