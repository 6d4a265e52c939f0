/**
 * Where apps of the original run, which carry no identity: a place is a host, an address and a program, and one of those that
 * run there. An app that starts again takes the place it had [S13.1.9]. Pure; connections are the caller's.
 */
import { createHash } from 'node:crypto'
import { SEED_INSTALLATION_PREFIX } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { SessionCounters } from '../protocol/messages.ts'

/** Whose logs come from a place. */
export interface SeedRight {
  teamId: string
  /** Null: a person claimed the device without a token. */
  tokenId: string | null
  claimedById?: string | null
  deviceName?: string
  expiresAtMs?: number | null
}

/** What the next start at this place goes on with. */
export interface LastRun {
  session: string
  deviceId: string
  startedAtMs: number
  /** Connections so far. */
  runs: number
  head: number
  counters: SessionCounters
}

export class SeedPlace {
  readonly site: string
  readonly number: number
  readonly right: SeedRight
  /** The connection that is there, or null. */
  occupant: string | null
  lastRun: LastRun | null = null
  leftAtMs = 0

  constructor(site: string, number: number, right: SeedRight, occupant: string) {
    this.site = site
    this.number = number
    this.right = right
    this.occupant = occupant
  }

  /** As lists of devices tell one from another: the same after a restart of the server too. Tells nothing of the address. */
  get installationId(): string {
    const text = JSON.stringify([this.right.teamId, this.site, this.number])
    return `${SEED_INSTALLATION_PREFIX}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
  }
}

export function siteOf(host: string, address: string, userAgent: string): string {
  return JSON.stringify([host.toLowerCase(), address, userAgent])
}

export class SeedPlaces {
  readonly #bySite = new Map<string, SeedPlace[]>()
  #left = 0
  readonly #full: () => void

  constructor(full: () => void = () => {}) {
    this.#full = full
  }

  /** Of the places where an app ran and may go on, the one that was left last, and not too long ago. */
  leftAt(site: string, nowMs: number): SeedPlace | null {
    this.#forgetOld(site, nowMs)
    let newest: SeedPlace | null = null
    for (const place of this.#bySite.get(site) ?? [])
      if (place.occupant === null && place.lastRun && place.leftAtMs >= (newest?.leftAtMs ?? 0)) newest = place
    return newest
  }

  occupiedAt(site: string): SeedPlace[] {
    return (this.#bySite.get(site) ?? []).filter((place) => place.occupant !== null)
  }

  /** The lowest number of the team's that nobody occupies. Who was there before is forgotten. */
  take(site: string, right: SeedRight, occupant: string): SeedPlace {
    const here = this.#bySite.get(site) ?? []
    const ofTeam = here.filter((place) => place.right.teamId === right.teamId)
    let number = 0
    while (ofTeam.some((place) => place.number === number && place.occupant !== null)) number++
    for (const place of ofTeam) if (place.number === number) this.#remove(place)
    const place = new SeedPlace(site, number, right, occupant)
    this.#bySite.set(site, [...(this.#bySite.get(site) ?? []), place])
    return place
  }

  occupy(place: SeedPlace, occupant: string): void {
    if (place.occupant === null) this.#left--
    place.occupant = occupant
  }

  /** `lastRun`: null where it never came to a session. */
  leave(place: SeedPlace, lastRun: LastRun | null, nowMs: number): void {
    place.occupant = null
    place.lastRun = lastRun
    place.leftAtMs = nowMs
    this.#left++
    if (this.#left <= LIMITS.seedPlacesMax) return
    this.#full()
    this.forgetAllOld(nowMs)
    if (this.#left > LIMITS.seedPlacesMax) this.#remove(place)
  }

  /** Now and then: sites that nobody comes back to. */
  forgetAllOld(nowMs: number): void {
    for (const site of [...this.#bySite.keys()]) this.#forgetOld(site, nowMs)
  }

  #forgetOld(site: string, nowMs: number): void {
    for (const place of [...(this.#bySite.get(site) ?? [])])
      if (place.occupant === null && nowMs - place.leftAtMs > LIMITS.seedRestartMs) this.#remove(place)
  }

  #remove(place: SeedPlace): void {
    const others = (this.#bySite.get(place.site) ?? []).filter((other) => other !== place)
    if (others.length > 0) this.#bySite.set(place.site, others)
    else this.#bySite.delete(place.site)
    if (place.occupant === null) this.#left--
  }
}
