/** What a failed attempt to send a mail means, and when to try again. Pure. */

/**
 * `refused`: this mail will never be accepted. `later`: this mail is not accepted now. `trouble`: the mail server cannot be
 * used, so other mails wait as well.
 */
export type MailFailureKind = 'refused' | 'later' | 'trouble'

export interface MailFailure {
  kind: MailFailureKind
  /** For the owner of the server; at most 300 characters. Begins with the kind. */
  text: string
}

const TEXT_CHARS_MAX = 300

/** Reads an error of nodemailer: `code` such as EENVELOPE, SMTP `responseCode`, and the `command` that failed. */
export function mailFailure(error: unknown): MailFailure {
  const { code, responseCode, command, message } = Object(error) as Record<string, unknown>
  const isOfThisMail = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM')
  const kind = !isOfThisMail ? 'trouble' : Number(responseCode) >= 500 ? 'refused' : 'later'
  const words = [code, message].filter((part) => typeof part === 'string' && part !== '').join(' ')
  const text = `${kind}: ${words || 'unknown error'}`.replace(/[\p{Cc}\s]+/gu, ' ')
  return { kind, text: text.slice(0, TEXT_CHARS_MAX).toWellFormed() }
}

/** The text of a failure as people read it: without the kind. */
export function reasonOf(text: string): string {
  return text.replace(/^(refused|later|trouble): /, '')
}

const FIRST_WAIT_MS = 10_000
const LONGEST_WAIT_MS = 3600_000

/** 10 s after the first attempt, then twice as long each time, up to 1 h. */
export function waitAfterAttempt(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, attempts - 1))
}
