/**
 * Sends the queued mails in the background, one at a time. Several nodes share the queue: each takes a mail with a lease. While
 * the mail server cannot be used, one mail is tried at a time, and after an outage all of them go out at once.
 */
import type { LimitName } from '#lib/protocol/limits.ts'
import {
  deleteExpiredMails,
  deleteOutgoingMail,
  hastenMails,
  nextMailAtMs,
  type OutgoingMail,
  postponeMail,
  takeDueMail,
} from '#lib/server/db/outgoing-mail.ts'
import { mailFailure, reasonOf, waitAfterAttempt } from './mail-failure.ts'
import { CHECK_ONLY } from './mail-queue.ts'
import { type LiveMailSender, mailSenderSlot } from './mail-sender-slot.ts'
import type { MailTransport } from './mail-transport.ts'
import { openMail } from './seal-mail.ts'

export interface MailSenderPorts {
  transport: MailTransport
  hits: { hit(limit: LimitName, detail: string): void }
  log(line: string): void
}

/** Longer than a transport may take for one mail; after it, another node may try. */
const LEASE_MS = 120_000
/** How long everything waits after the mail server could not be used. */
const PAUSE_MS = 10_000
/** Another node, or the command line, may have queued something. */
const LOOK_EVERY_MS = 30_000

export interface NextLook {
  waitMs: number
  /** True when a mail that is queued meanwhile waits as well. */
  isPause: boolean
}

export class MailSender {
  readonly #ports: MailSenderPorts
  #isInTrouble = false
  #isStopped = false

  constructor(ports: MailSenderPorts) {
    this.#ports = ports
  }

  /** Sends what is due. */
  async sendDue(now: () => number): Promise<NextLook> {
    const dropped = await deleteExpiredMails(now())
    if (dropped > 0) this.#ports.hits.hit('mailExpiryMs', `${dropped} mails expired before they could be sent`)
    while (!this.#isStopped) {
      const mail = await takeDueMail(now(), now() + LEASE_MS)
      if (!mail) break
      if (!(await this.#deliver(mail, now))) return { waitMs: PAUSE_MS, isPause: true }
    }
    const nextAtMs = await nextMailAtMs()
    const waitMs = nextAtMs === null ? LOOK_EVERY_MS : Math.min(LOOK_EVERY_MS, Math.max(1_000, nextAtMs - now()))
    return { waitMs, isPause: false }
  }

  /** Ends the attempt that is running; its mail stays queued. */
  stop(): void {
    this.#isStopped = true
    this.#ports.transport.close()
  }

  /** False when the mail server cannot be used. */
  async #deliver(mail: OutgoingMail, now: () => number): Promise<boolean> {
    const { transport, log } = this.#ports
    const opened = openMail(mail.sealed)
    if (!opened) {
      log(`mail: dropped one of ${mail.template}, because it was sealed with another AUTH_SECRET`)
      await deleteOutgoingMail(mail.id)
      return true
    }
    try {
      await (mail.template === CHECK_ONLY ? transport.check() : transport.send(opened))
    } catch (error) {
      return this.#failed(mail, error, now())
    }
    await deleteOutgoingMail(mail.id)
    await this.#recovered(now())
    return true
  }

  async #failed(mail: OutgoingMail, error: unknown, nowMs: number): Promise<boolean> {
    const { kind, text } = mailFailure(error)
    if (kind === 'refused') {
      this.#ports.log(`mail: the mail server refused one of ${mail.template} for good`)
      await deleteOutgoingMail(mail.id)
      return true
    }
    await postponeMail(mail.id, nowMs + waitAfterAttempt(mail.attempts), text)
    if (kind === 'later') return true
    if (!this.#isInTrouble) this.#ports.log(`mail: cannot send (${reasonOf(text)}); trying again`)
    this.#isInTrouble = true
    return false
  }

  async #recovered(nowMs: number): Promise<void> {
    await hastenMails('trouble: ', nowMs)
    if (this.#isInTrouble) this.#ports.log('mail: sending again')
    this.#isInTrouble = false
  }
}

/** Starts sending in this process. `close` ends the attempt that is running; its mail stays queued. */
export function startMailSender(ports: MailSenderPorts): LiveMailSender & { close(): Promise<void> } {
  const sender = new MailSender(ports)
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let pausedUntilMs = 0
  let wasWoken = false
  let isClosed = false
  const untilPauseEnds = () => Math.max(0, pausedUntilMs - Date.now())
  const lookIn = (waitMs: number) => {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(look, waitMs).unref()
  }
  function look(): void {
    running = sendDue().then((waitMs) => {
      running = null
      // A mail that was queued while the last round ended must not wait for the next one.
      lookIn(wasWoken ? untilPauseEnds() : waitMs)
      wasWoken = false
    })
  }
  async function sendDue(): Promise<number> {
    try {
      const { waitMs, isPause } = await sender.sendDue(Date.now)
      if (isPause) pausedUntilMs = Date.now() + waitMs
      return waitMs
    } catch (error) {
      ports.log(`mail: cannot read the queue (${error instanceof Error ? error.name : 'unknown'})`)
      return PAUSE_MS
    }
  }
  const wake = () => {
    if (running) wasWoken = true
    else lookIn(untilPauseEnds())
  }
  lookIn(0)
  const live = {
    wake,
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      sender.stop()
      await running
    },
  }
  mailSenderSlot.put(live)
  return live
}
