/** What each kind of mail says. Each language has a file with all of them; compose-mail.ts makes text and HTML of it. */

export const MAIL_LOCALES = ['en', 'ru'] as const
export type MailLocale = (typeof MAIL_LOCALES)[number]

/** When and from where something was done to an account. */
export interface NoticeFacts {
  /** In the language of the mail, with the time zone. */
  when: string
  /** Empty when it is not known. */
  address: string
}

/** The values that each kind of mail needs. Links hold their secret in the fragment. */
export interface MailValues {
  'reset-password': { url: string; minutes: number }
  'confirm-sign-up': { url: string; hours: number }
  'account-exists': { signInUrl: string; forgotUrl: string }
  'verify-email': { url: string; hours: number }
  'change-email': { url: string; hours: number }
  'team-invite': { url: string; team: string; inviter: string; days: number }
  'email-change-asked': NoticeFacts & { newEmail: string }
  'email-changed': NoticeFacts & { newEmail: string }
  'password-changed': NoticeFacts
  'second-factor-added': NoticeFacts
  'second-factor-removed': NoticeFacts
  'passkey-added': NoticeFacts
  'passkey-removed': NoticeFacts
  'recovery-codes-created': NoticeFacts
  'recovery-code-used': NoticeFacts
  'account-closed': NoticeFacts
}

export type MailName = keyof MailValues

/** Mails that say what was done to an account. */
export type NoticeName = { [N in MailName]: MailValues[N] extends NoticeFacts ? N : never }[MailName]

export interface MailContent {
  subject: string
  /** In this order; the button, if there is one, comes after the first. */
  paragraphs: readonly string[]
  button?: { label: string; url: string }
}

export type MailContents = { [N in MailName]: (values: MailValues[N]) => MailContent }

export interface MailWords {
  /** Above the address, for programs that do not show the button. */
  copyInstead: string
  /** Last line of every mail. */
  sentBy(origin: string): string
  contents: MailContents
}
