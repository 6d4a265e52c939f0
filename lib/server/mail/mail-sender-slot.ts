/** The running mail sender of this process, as the queue sees it; empty on the command line. */
import { processSlot } from '#lib/server/process-slot.ts'

export interface LiveMailSender {
  /** A mail was queued. */
  wake(): void
}

export const mailSenderSlot = processSlot<LiveMailSender>('mail.sender')
