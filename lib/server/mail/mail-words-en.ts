/** The mails in English. */
import type { MailWords, NoticeFacts } from './mail-words.ts'

const NOT_YOU =
  'If that was not you, set a new password with “Forgot your password?” on the sign-in page, and tell the owner of the server.'

const happened = ({ when, address }: NoticeFacts) => `It happened on ${when}${address ? `, from ${address}` : ''}.`

const notice = (subject: string, sentence: string) => (facts: NoticeFacts) => ({
  subject,
  paragraphs: [sentence, happened(facts), NOT_YOU],
})

const hours = (count: number) => (count === 1 ? '1 hour' : `${count} hours`)

export const mailWordsEn: MailWords = {
  copyInstead: 'If the button does not work, copy this address into your browser:',
  sentBy: (origin) => `Sent by the Agent Logger server at ${origin}`,
  contents: {
    'reset-password': ({ url, minutes }) => ({
      subject: 'Set a new password for Agent Logger',
      paragraphs: [
        'Someone asked for a new password for your Agent Logger account.',
        `The link works once, for ${minutes} minutes. A newer one replaces it.`,
        'If that was not you, ignore this mail. Your password stays the same.',
      ],
      button: { label: 'Set a new password', url },
    }),
    'confirm-sign-up': ({ url, hours: count }) => ({
      subject: 'Confirm your email for Agent Logger',
      paragraphs: [
        'Confirm this address to create your Agent Logger account.',
        `The link works once, for ${hours(count)}.`,
        'If you did not sign up, ignore this mail. No account is created then.',
      ],
      button: { label: 'Confirm email', url },
    }),
    'account-exists': ({ signInUrl, forgotUrl }) => ({
      subject: 'You already have an Agent Logger account',
      paragraphs: [
        'Someone tried to use this address for an Agent Logger account. You already have one, so nothing was changed.',
        `Forgot your password? Ask for a new one at ${forgotUrl}`,
        'If that was not you, ignore this mail.',
      ],
      button: { label: 'Sign in', url: signInUrl },
    }),
    'verify-email': ({ url, hours: count }) => ({
      subject: 'Confirm your email for Agent Logger',
      paragraphs: [
        'Confirm that this is the address of your Agent Logger account.',
        `The link works once, for ${hours(count)}.`,
        'If that was not you, ignore this mail.',
      ],
      button: { label: 'Confirm email', url },
    }),
    'change-email': ({ url, hours: count }) => ({
      subject: 'Confirm your new email for Agent Logger',
      paragraphs: [
        'Confirm that your Agent Logger account uses this address from now on.',
        `The link works once, for ${hours(count)}. Until you open it, the old address stays.`,
        'If that was not you, ignore this mail.',
      ],
      button: { label: 'Confirm new email', url },
    }),
    'team-invite': ({ url, team, inviter, days }) => ({
      subject: 'Invitation to a team on Agent Logger',
      paragraphs: [
        `${inviter} invites you to the team “${team}” on Agent Logger, where you can watch the live logs of its devices.`,
        `The link works once, for ${days === 1 ? '1 day' : `${days} days`}.`,
        'If you do not know this person, ignore this mail.',
      ],
      button: { label: 'Join the team', url },
    }),
    'email-change-asked': (facts) => ({
      subject: 'A new email was requested for your Agent Logger account',
      paragraphs: [
        `Someone asked to change the email of your account to ${facts.newEmail}. It changes when the link sent there is opened.`,
        happened(facts),
        NOT_YOU,
      ],
    }),
    'email-changed': (facts) => ({
      subject: 'The email of your Agent Logger account was changed',
      paragraphs: [
        `Your account now uses ${facts.newEmail}. Mail no longer goes to this address.`,
        happened(facts),
        'If that was not you, tell the owner of the server right away.',
      ],
    }),
    'password-changed': notice(
      'Your Agent Logger password was changed',
      'The password of your account was changed, and every other browser was signed out.',
    ),
    'second-factor-added': notice(
      'An authenticator app was added to your Agent Logger account',
      'Signing in to your account now asks for a code from an authenticator app.',
    ),
    'second-factor-removed': notice(
      'The authenticator app was removed from your Agent Logger account',
      'Signing in to your account no longer asks for a code from an authenticator app.',
    ),
    'passkey-added': notice(
      'A passkey was added to your Agent Logger account',
      'A new passkey can now sign in to your account.',
    ),
    'passkey-removed': notice(
      'A passkey was removed from your Agent Logger account',
      'One of your passkeys can no longer sign in to your account.',
    ),
    'recovery-codes-created': notice(
      'New recovery codes for your Agent Logger account',
      'New recovery codes were created for your account. The old ones no longer work.',
    ),
    'recovery-code-used': notice(
      'A recovery code of your Agent Logger account was used',
      'Someone signed in to your account with a recovery code.',
    ),
    'account-closed': (facts) => ({
      subject: 'Your Agent Logger account was closed',
      paragraphs: [
        'Your account was deleted, with the tokens and share links that you created.',
        happened(facts),
        'If that was not you, tell the owner of the server.',
      ],
    }),
  },
}
