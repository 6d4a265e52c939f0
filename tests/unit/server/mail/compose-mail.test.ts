/** Every mail in both languages: readable without HTML, loads nothing, and cannot be broken by a name. */
import { describe, expect, test } from 'vitest'
import { composeMail, noticeFacts } from '#lib/server/mail/compose-mail.ts'
import { MAIL_LOCALES, type MailName, type MailValues } from '#lib/server/mail/mail-words.ts'

const ORIGIN = 'https://logs.example.com'
const facts = noticeFacts('203.0.113.7', 'en', Date.UTC(2026, 10, 28, 23, 31))
const VALUES: { [N in MailName]: MailValues[N] } = {
  'reset-password': { url: `${ORIGIN}/reset#s`, minutes: 30 },
  'confirm-sign-up': { url: `${ORIGIN}/confirm#s`, hours: 24 },
  'account-exists': { signInUrl: `${ORIGIN}/sign-in`, forgotUrl: `${ORIGIN}/forgot` },
  'verify-email': { url: `${ORIGIN}/confirm#s`, hours: 1 },
  'change-email': { url: `${ORIGIN}/confirm#s`, hours: 24 },
  'team-invite': { url: `${ORIGIN}/invite#s`, team: 'Crew', inviter: 'Ada', days: 7 },
  'email-change-asked': { ...facts, newEmail: 'new@example.com' },
  'email-changed': { ...facts, newEmail: 'new@example.com' },
  'password-changed': facts,
  'second-factor-added': facts,
  'second-factor-removed': facts,
  'passkey-added': facts,
  'passkey-removed': facts,
  'recovery-codes-created': facts,
  'recovery-code-used': facts,
  'account-closed': facts,
}

describe.each(MAIL_LOCALES)('%s', (locale) => {
  test.each(Object.keys(VALUES) as MailName[])('%s says the same in text and HTML, and loads nothing', (name) => {
    const values = VALUES[name]
    const { subject, text, html } = composeMail(name, values, locale, ORIGIN)
    expect(subject).toMatch(/^[^\r\n]{10,80}$/)
    expect(/[а-яё]/i.test(subject)).toBe(locale === 'ru')
    if ('url' in values) for (const part of [text, html]) expect(part).toContain(values.url)
    if ('when' in values) for (const part of [text, html]) expect(part).toContain('203.0.113.7')
    expect(text).toContain(ORIGIN)
    expect(text).not.toMatch(/<|&#|undefined/)
    expect(html).not.toMatch(/<(img|link|script|style|iframe)|url\(|background:#fff|undefined/i)
    expect([...html.matchAll(/(?:href|src)="([^"]*)"/g)].every(([, url = '']) => url.startsWith(ORIGIN))).toBe(true)
  })
})

test('a name cannot bring markup or lines of the head along', () => {
  const team = '<img src=x>"&\r\nBcc: all@example.com'
  const { subject, html } = composeMail('team-invite', { ...VALUES['team-invite'], team }, 'en', ORIGIN)
  expect(subject).not.toMatch(/[\r\n]/)
  expect(html).not.toContain('<img')
})

test('times are in the language of the mail', () => {
  expect(facts.when).toBe('November 28, 2026 at 11:31 PM UTC')
  expect(noticeFacts('unknown', 'ru', Date.UTC(2026, 10, 28, 23, 31))).toEqual({
    when: '28 ноября 2026 г. в 23:31 UTC',
    address: '',
  })
})
