/** An outbox with a clock that stands still until the test moves it, and seals made in place: what a device session does, without sockets. */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { OutboxMessage } from '#lib/sdk/delivery/device-message.ts'
import { Outbox } from '#lib/sdk/delivery/outbox.ts'
import { Ring } from '#lib/sdk/delivery/ring.ts'
import { type Seal, sealPlain } from '#lib/sdk/delivery/seal.ts'

export const SESSION = 'session-of-tests'

export class DrivenOutbox {
  readonly outbox: Outbox
  nowMs = 1_000
  /** How often a seal that took its time has finished. */
  lateSeals = 0

  constructor(options: { ringBytesMax?: number; ringRecordsMax?: number; seal?: Seal } = {}) {
    this.outbox = new Outbox(
      {
        session: SESSION,
        ringBytesMax: options.ringBytesMax ?? LIMITS.ringBytesMax,
        ringRecordsMax: options.ringRecordsMax ?? LIMITS.ringRecordsMax,
        seal: options.seal ?? sealPlain,
        sealedLate: () => {
          this.lateSeals++
        },
      },
      new Ring(),
    )
  }

  log(count = 1, line = 'x'): void {
    for (let i = 0; i < count; i++) {
      this.outbox.push({ line, byteLength: line.length, level: 'info', isTruncated: false }, this.nowMs)
    }
  }

  connect(viewers = 1, creditBytes: number = LIMITS.creditBytes): OutboxMessage[] {
    this.outbox.connected({ creditBytes, viewers }, this.nowMs)
    return this.step()
  }

  viewers(count: number): OutboxMessage[] {
    this.outbox.setViewers(count)
    return this.step()
  }

  ack(upTo: number): OutboxMessage[] {
    this.outbox.ack(upTo)
    return this.step()
  }

  need(ranges: [number, number][], budgetBytes: number = LIMITS.needBudgetBytes): OutboxMessage[] {
    this.outbox.need(ranges, budgetBytes)
    return this.step()
  }

  after(spanMs: number): OutboxMessage[] {
    this.nowMs += spanMs
    return this.step()
  }

  step(): OutboxMessage[] {
    this.outbox.sealDue(this.nowMs)
    return this.outbox.sends(this.nowMs)
  }
}

/** Messages as short words: `batch 1-3`, `gone 4-9 overrun`, `head 9`. */
export function words(sends: OutboxMessage[]): string[] {
  return sends.map((send) => {
    if (send[0] === 'head') return `head ${send[1].head}`
    if (send[0] === 'gone') return `gone ${send[1].join('-')} ${send[2]}`
    const [, , first, count] = send[1]
    return `${send[0]} ${first}-${first + count - 1}`
  })
}

/** The same without heads. */
export function moves(sends: OutboxMessage[]): string[] {
  return words(sends).filter((word) => !word.startsWith('head'))
}
