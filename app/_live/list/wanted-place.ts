/** A record that is to be the first in sight, as soon as the log says which row it has. */
import type { LogPlace, LogSource, LogView } from '#lib/viewer/log-source.ts'

/** A record that was dropped or is hidden meanwhile has no row in any view. */
const VIEWS_MAX = 30

export class WantedPlace {
  readonly #log: LogSource
  #at: LogPlace | null = null
  #viewsLeft = 0

  constructor(log: LogSource) {
    this.#log = log
  }

  get isWanted(): boolean {
    return this.#at !== null
  }

  want(at: LogPlace): void {
    this.#at = at
    this.#viewsLeft = VIEWS_MAX
    this.#log.seek(at)
  }

  forget(): void {
    this.#at = null
  }

  /** Index of its row, once; null: not known yet. The anchor's row may not be loaded, or be that of an anchor before. */
  take({ anchorRow }: LogView): number | null {
    if (!this.#at) return null
    const row = anchorRow === null ? undefined : this.#log.row(anchorRow)
    const isThere = row?.session === this.#at.session && row.seq === this.#at.seq
    if (isThere || --this.#viewsLeft === 0) this.#at = null
    return isThere ? anchorRow : null
  }
}
