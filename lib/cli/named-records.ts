/**
 * Hands on the records of each session with the name of its device. Records that arrive before the name wait for it: a batch may
 * overtake the answer to the join. The wait is bounded by what one session can hold, because nothing is asked of a session that is
 * not known.
 */
import type { SessionState } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { Origin } from './tail-format.ts'

export class NamedRecords {
  readonly #names = new Map<string, string>()
  readonly #waiting = new Map<string, NumberedRecord[]>()
  readonly #handOn: (records: NumberedRecord[], origin: Origin) => void

  constructor(handOn: (records: NumberedRecord[], origin: Origin) => void) {
    this.#handOn = handOn
  }

  take(session: string, records: NumberedRecord[]): void {
    const device = this.#names.get(session)
    if (device !== undefined) this.#handOn(records, { session, device })
    else this.#waiting.set(session, [...(this.#waiting.get(session) ?? []), ...records])
  }

  name({ session, device }: SessionState): void {
    this.#names.set(session, device.name)
    const records = this.#waiting.get(session)
    this.#waiting.delete(session)
    if (records) this.#handOn(records, { session, device: device.name })
  }
}
