/** What a mail server's refusal means for the mail and for the others. */
import { expect, test } from 'vitest'
import { mailFailure, waitAfterAttempt } from '#lib/server/mail/mail-failure.ts'
import { SMTP_TIMES, smtpOptions } from '#lib/server/mail/smtp-transport.ts'

test.each([
  ['no connection', { code: 'ESOCKET', message: 'connect ECONNREFUSED 127.0.0.1:25' }, 'trouble'],
  ['a wrong password', { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }, 'trouble'],
  ['a sender that is not allowed', { code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM' }, 'trouble'],
  ['an unknown recipient', { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }, 'refused'],
  ['a full mailbox', { code: 'EENVELOPE', responseCode: 452, command: 'RCPT TO' }, 'later'],
  ['content that is not accepted', { code: 'EMESSAGE', responseCode: 554, command: 'DATA' }, 'refused'],
  ['something that is no error', undefined, 'trouble'],
])('%s', (_name, error, kind) => {
  const failure = mailFailure(error)
  expect(failure.kind).toBe(kind)
  expect(failure.text.startsWith(`${kind}: `)).toBe(true)
})

test('the text for the owner is one line of at most 300 characters', () => {
  const { text } = mailFailure({ code: 'ESOCKET', message: `a\r\nb\u001b[31m${'x'.repeat(1_000)}` })
  expect(text).toHaveLength(300)
  expect(text).not.toMatch(/\p{Cc}/u)
})

test('waits 10 s, then twice as long each time, up to 1 h', () => {
  expect([1, 2, 3, 9, 10, 1_000].map(waitAfterAttempt)).toEqual([
    10_000, 20_000, 40_000, 2_560_000, 3_600_000, 3_600_000,
  ])
})

test.each([
  ['smtp://mail.example.com', { port: 587, secure: false, requireTLS: false, ignoreTLS: false }],
  ['smtp://u:p@mail.example.com', { port: 587, secure: false, requireTLS: true }],
  ['smtp://u:p@mail.example.com?tls=off', { requireTLS: false, ignoreTLS: true }],
  ['smtp://mail.example.com:25?tls=required', { port: 25, requireTLS: true }],
  ['smtp://u:p@127.0.0.1:25', { requireTLS: false }],
  ['smtp://u:p@[::1]:25', { host: '::1', requireTLS: false }],
  ['smtps://u%40x:p%3A@mail.example.com', { port: 465, secure: true, auth: { user: 'u@x', pass: 'p:' } }],
])('%s', (url, options) => {
  expect(smtpOptions(url, SMTP_TIMES)).toMatchObject({ ...options, connectionTimeout: SMTP_TIMES.connectMs })
})
