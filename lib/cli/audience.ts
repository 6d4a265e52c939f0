/**
 * Decides how long a command-line session waits after it loses its connection: first for the server, then for the viewers
 * who were watching to return and fetch what they missed. Until they have, the ring must not drop it. Pure; takes time as an
 * argument.
 *
 * An absence begins when a live connection is lost and ends when no viewer is missing anything. It has a separate time
 * allowance for each thing it waits for. Another loss pauses the current allowance and never refills it, so a connection that
 * keeps breaking cannot make one absence wait longer than {@link ABSENCE_MAX_MS}.
 */
import { LIMITS } from '#lib/protocol/limits.ts'

type Awaited = 'server' | 'viewers' | 'fetch'

/** Milliseconds that one absence may spend waiting for each. */
export const ALLOWANCE_MS: Record<Awaited, number> = {
  /** The server keeps a lost session for this long. */
  server: LIMITS.sessionGraceMs,
  /** Longer than the longest pause between two connection attempts of a viewer. */
  viewers: 12_000,
  /** Enough to fetch a full ring at 256 KB per round trip of 100 ms. */
  fetch: 2_500,
}
export const ABSENCE_MAX_MS = ALLOWANCE_MS.server + ALLOWANCE_MS.viewers + ALLOWANCE_MS.fetch

interface Absence {
  /** Someone was watching when the connection was lost. */
  hadViewers: boolean
  leftMs: Record<Awaited, number>
}

/** The part of a device's status that matters here. `viewers` counts only while `state` is `live`. */
export interface AudienceStatus {
  state: 'connecting' | 'live' | 'backoff' | 'refused' | 'closed'
  viewers: number
}

export class Audience {
  #isLive = false
  #viewers = 0
  #absence: Absence | null = null
  /** The current allowance has been charged up to this time. */
  #chargedUpToMs = 0

  /** Call when the device's state or number of viewers changes. */
  update({ state, viewers }: AudienceStatus, nowMs: number): void {
    this.#charge(nowMs)
    const wasLive = this.#isLive
    this.#isLive = state === 'live'
    if (this.#isLive) {
      this.#viewers = viewers
      if (!this.#absence?.hadViewers) this.#absence = null
    } else if (state === 'refused' || state === 'closed') this.#absence = null
    else if (wasLive) this.#absence ??= { hadViewers: this.#viewers > 0, leftMs: { ...ALLOWANCE_MS } }
  }

  /** True when there is no absence: every viewer has had time to fetch what it missed. */
  isComplete(nowMs: number): boolean {
    this.#charge(nowMs)
    return this.#absence === null
  }

  /** When the current wait ends, unless {@link update} changes that first; null when nothing is awaited. */
  awaitedUntilMs(nowMs: number): number | null {
    this.#charge(nowMs)
    const awaited = this.#awaited
    const leftMs = awaited && this.#absence ? this.#absence.leftMs[awaited] : 0
    return leftMs > 0 ? nowMs + leftMs : null
  }

  get #awaited(): Awaited | null {
    if (!this.#absence) return null
    if (!this.#isLive) return 'server'
    return this.#viewers > 0 ? 'fetch' : 'viewers'
  }

  #charge(nowMs: number): void {
    const awaited = this.#awaited
    if (awaited && this.#absence) {
      const { leftMs } = this.#absence
      leftMs[awaited] -= nowMs - this.#chargedUpToMs
      // A server that stays away is given up on, but its viewers still get their allowances once it is back.
      if (awaited !== 'server' && leftMs[awaited] <= 0) this.#absence = null
    }
    this.#chargedUpToMs = nowMs
  }
}
