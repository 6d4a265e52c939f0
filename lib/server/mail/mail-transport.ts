/** The port to a mail server. smtp-transport.ts implements it; tests may have their own. */
import type { AddressedMail } from './seal-mail.ts'

export interface MailTransport {
  /** Resolves once the mail server has accepted the mail. Rejects with what mail-failure.ts reads; never hangs. */
  send(mail: AddressedMail): Promise<void>
  /** Connects and signs in as for a mail, and sends nothing. */
  check(): Promise<void>
  /** Ends attempts that are running. */
  close(): void
}
