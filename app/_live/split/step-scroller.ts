/**
 * Keeps several lists at the same time: where the reader is in one of them, the others follow. The list that the reader last
 * touched leads. Times are compared as corrected ones.
 */
import type { LogPlace, LogSource } from '#lib/viewer/log-source.ts'

export interface SteppedPane {
  log: Pick<LogSource, 'view' | 'follow' | 'pause' | 'ask'>
  showFirst: (place: LogPlace) => void
  /** What to add to its device's times, milliseconds. */
  shiftMs: number
}

interface Member extends SteppedPane {
  /** Time of the first record in sight by its device's clock; null: none. */
  sightMs: number | null
  /** The latest time to go to; null: none. Of several that come during an answer, only the last counts. */
  wantedMs: number | null
  isAsking: boolean
}

export class StepScroller {
  readonly #members = new Map<string, Member>()
  #leader: string | null = null
  #isOn = true

  /** Adds a pane, or changes what is known of it. Returns a function that removes it. */
  add(id: string, pane: SteppedPane): () => void {
    const known = this.#members.get(id) ?? { sightMs: null, wantedMs: null, isAsking: false }
    const member = Object.assign(known, pane)
    this.#members.set(id, member)
    return () => {
      if (this.#members.get(id) === member) this.#members.delete(id)
    }
  }

  /** Whether the lists move together. When they begin to, they meet where the leading one is. */
  setOn(isOn: boolean): void {
    this.#isOn = isOn
    if (isOn) this.#alignAll()
  }

  /** The reader has touched this pane. */
  lead(id: string): void {
    this.#leader = id
  }

  /** What a pane has in sight has changed. */
  see(id: string, timeMs: number | null): void {
    const member = this.#members.get(id)
    if (!member) return
    member.sightMs = timeMs
    if (id === this.#leader) this.#alignAll()
  }

  /** A pane has begun to follow or to stand still. */
  noteFollowing(id: string): void {
    if (id === this.#leader) this.#alignAll()
  }

  #alignAll(): void {
    const leader = this.#leader === null ? undefined : this.#members.get(this.#leader)
    if (!this.#isOn || !leader) return
    const { isFollowing } = leader.log.view()
    for (const member of this.#members.values()) {
      if (member === leader) continue
      if (isFollowing) {
        member.wantedMs = null
        if (!member.log.view().isFollowing) member.log.follow()
      } else if (leader.sightMs !== null) {
        member.wantedMs = leader.sightMs + leader.shiftMs - member.shiftMs
        void this.#goOn(member)
      }
    }
  }

  async #goOn(member: Member): Promise<void> {
    if (member.isAsking) return
    member.isAsking = true
    try {
      while (member.wantedMs !== null) {
        const timeMs = member.wantedMs
        member.wantedMs = null
        if (member.log.view().isFollowing) member.log.pause()
        const place = await member.log.ask('locate', { timeMs })
        if (place && member.wantedMs === null && this.#isOn) member.showFirst(place)
      }
    } catch {
      // The pane has closed.
    } finally {
      member.isAsking = false
    }
  }
}
