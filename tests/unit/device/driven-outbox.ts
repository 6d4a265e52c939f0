/** An outbox with a clock that stands still until it is moved, and seals made in place: what a device session does, without sockets. */

import { Outbox, type Send } from '#lib/device/outbox.ts'
import { Ring } from '#lib/device/ring.ts'
import { sealPlain } from '#lib/device/seal.ts'
import type { Batch } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

export const SESSION = 'session-of-tests'

export class DrivenOutbox {
  readonly outbox: Outbox
  nowMs = 1_000

  constructor(bounds: { ringBytesMax?: number; ringRecordsMax?: number } = {}) {
    this.outbox = new Outbox(
      {
        ringBytesMax: bounds.ringBytesMax ?? LIMITS.ringBytesMax,
        ringRecordsMax: bounds.ringRecordsMax ?? LIMITS.ringRecordsMax,
      },
      new Ring(),
    )
  }

  log(count = 1, line = 'x'): void {
    for (let i = 0; i < count; i++) {
      this.outbox.push({ line, byteLength: line.length, level: 'info', isTruncated: false }, this.nowMs)
      this.#seal()
    }
  }

  connect(viewers = 1, creditBytes: number = LIMITS.creditBytes): Send[] {
    this.outbox.connected({ creditBytes, viewers }, this.nowMs)
    return this.step()
  }

  viewers(count: number): Send[] {
    this.outbox.viewersChanged(count)
    return this.step()
  }

  ack(upTo: number): Send[] {
    this.outbox.ack(upTo)
    return this.step()
  }

  need(ranges: [number, number][], budgetBytes: number = LIMITS.needBudgetBytes): Send[] {
    this.outbox.need(ranges, budgetBytes)
    return this.step()
  }

  after(spanMs: number): Send[] {
    this.nowMs += spanMs
    return this.step()
  }

  step(): Send[] {
    this.outbox.closeDue(this.nowMs)
    this.#seal()
    return this.outbox.sends(this.nowMs)
  }

  #seal(): void {
    for (let draft = this.outbox.takeDraft(); draft; draft = this.outbox.takeDraft()) {
      this.outbox.putSealed(sealPlain(SESSION, draft) as Batch)
    }
  }
}

/** Sends as short words: `batch 1-3`, `gone 4-9 overrun`, `head 9`. */
export function words(sends: Send[]): string[] {
  return sends.map((send) => {
    if (send[0] === 'head') return `head ${send[1].head}`
    if (send[0] === 'gone') return `gone ${send[1].join('-')} ${send[2]}`
    const [, , first, count] = send[1]
    return `${send[0]} ${first}-${first + count - 1}`
  })
}

/** The same without heads. */
export function moves(sends: Send[]): string[] {
  return words(sends).filter((word) => !word.startsWith('head'))
}
