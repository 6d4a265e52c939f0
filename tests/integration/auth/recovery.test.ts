/** Forgotten passwords, confirmed addresses and their change, on a server with mail. */
import { beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { mailAccountExists } from '#lib/server/auth/change-email.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { hashPassword } from '#lib/server/auth/password.ts'
import { createResetLink, resetPassword } from '#lib/server/auth/reset-password.ts'
import { sealSession, sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { signInWithPassword } from '#lib/server/auth/sign-in.ts'
import { config, putConfig } from '#lib/server/config/env.ts'
import { db } from '#lib/server/db/client.ts'
import { findPendingLink } from '#lib/server/db/one-time-links.ts'
import { findUser } from '#lib/server/db/users.ts'
import { api, recordRelay } from '#tests/support/api.ts'
import { makePerson, type Person, withDatabase } from '#tests/support/database.ts'
import { queuedMails, secretIn, untilQueued } from '#tests/support/queued-mail.ts'

withDatabase('sqlite', {
  SMTP_URL: 'smtp://127.0.0.1:2525',
  MAIL_FROM: 'logs@example.com',
  PUBLIC_URL: 'https://logs.example.com',
})

const PASSWORD = 'correct horse battery'
const NEW_PASSWORD = 'another horse entirely'
const HERE = { address: '203.0.113.7', locale: 'en' } as const
const BROWSER = { address: '203.0.113.7', userAgent: 'Browser' }
const refusal = (code: string) => expect.objectContaining({ code })

beforeEach(async () => void (await db().outgoingMail.deleteMany()))

async function personWithPassword(): Promise<Person> {
  return makePerson({ passwordHash: await hashPassword(PASSWORD) })
}

async function requestReset(email: string, headers: Record<string, string> = {}) {
  return api('POST', '/api/v1/account/reset-request', { body: { email }, headers })
}

describe('a forgotten password', () => {
  test('gets a link by mail, which sets a new one once and ends every sign-in', async () => {
    const seen = recordRelay()
    const person = await personWithPassword()
    const claims = await openSignIn(person, { method: 'password', secondFactorAtMs: null }, BROWSER, Date.now())
    const cookie = `${sessionCookieName()}=${await sealSession(claims)}`
    expect(await requestReset(person.email)).toMatchObject({ status: 200, json: { isMailDelayed: false } })
    const [mail] = await untilQueued(1)
    expect(mail).toMatchObject({ to: person.email, subject: 'Set a new password for Agent Logger' })
    expect(mail?.text).toContain('https://logs.example.com/reset#')
    const body = { secret: secretIn(mail?.text), password: NEW_PASSWORD }
    const answer = await api('POST', '/api/v1/account/reset', { body })
    expect(answer).toMatchObject({ status: 200, json: { email: person.email } })
    expect(answer.headers.get('set-cookie')).toBeNull()
    await expect(userOfCookies(cookie)).rejects.toThrow(refusal('session-revoked'))
    expect(seen.cuts).toContainEqual([{ kind: 'user', id: person.id }, 'session-revoked'])
    expect((await signInWithPassword(person.email, NEW_PASSWORD, 'a')).id).toBe(person.id)
    await expect(signInWithPassword(person.email, PASSWORD, 'b')).rejects.toThrow(refusal('wrong-credentials'))
    expect(await api('POST', '/api/v1/account/reset', { body })).toMatchObject({ code: 'one-time-link-invalid' })
    expect((await queuedMails()).map(({ template }) => template)).toEqual(['reset-password', 'password-changed'])
    expect((await findUser(person.id))?.emailVerifiedAt).not.toBeNull()
    const events = await db().auditEvent.findMany({ where: { targetId: person.id }, orderBy: { at: 'asc' } })
    expect(events.map(({ action }) => action)).toEqual(['password.reset-requested', 'password.reset'])
    expect(JSON.stringify(events)).not.toContain(body.secret)
  })

  test('answers the same and queues as much for an address without an account', async () => {
    const person = await personWithPassword()
    const answers = [await requestReset(person.email), await requestReset('nobody@example.com')]
    expect(answers[1]).toEqual({ ...answers[0], headers: expect.anything() })
    expect((await untilQueued(2)).map(({ to }) => to)).toEqual([person.email, ''])
  })

  test('gets none for a disabled account', async () => {
    const person = await personWithPassword()
    await db().user.update({ where: { id: person.id }, data: { disabledAt: new Date() } })
    expect((await requestReset(person.email)).status).toBe(200)
    expect(await untilQueued(1)).toMatchObject([{ template: 'check-only', to: '' }])
  })

  test('gets a newer link that ends the older one, but a flood of requests ends no link that was mailed', async () => {
    const person = await personWithPassword()
    for (let i = 1; i <= LIMITS.mailsPerRecipientMax; i++) {
      await requestReset(person.email)
      await untilQueued(i)
    }
    await requestReset(person.email)
    await expect
      .poll(() => db().auditEvent.count({ where: { targetId: person.id } }))
      .toBe(LIMITS.mailsPerRecipientMax + 1)
    const sent = await queuedMails()
    expect(sent).toHaveLength(LIMITS.mailsPerRecipientMax)
    const open = (text: string | undefined) => resetPassword(secretIn(text), NEW_PASSWORD, HERE, Date.now())
    await expect(open(sent[0]?.text)).rejects.toThrow(refusal('one-time-link-invalid'))
    expect((await open(sent.at(-1)?.text)).id).toBe(person.id)
  })

  test('links expire after 30 minutes, and a bad password leaves them usable', async () => {
    const person = await personWithPassword()
    const nowMs = Date.now()
    await requestReset(person.email)
    const [mail] = await untilQueued(1)
    const secret = secretIn(mail?.text)
    const late = nowMs + LIMITS.resetLinkExpiryMs + 60_000
    await expect(resetPassword(secret, NEW_PASSWORD, HERE, late)).rejects.toThrow(refusal('one-time-link-invalid'))
    await expect(resetPassword(secret, 'short', HERE, nowMs)).rejects.toThrow(refusal('invalid-input'))
    expect((await resetPassword(secret, NEW_PASSWORD, HERE, nowMs)).id).toBe(person.id)
  })

  test('of two requests with one link, one sets the password', async () => {
    const person = await personWithPassword()
    const { url, expiresAtMs } = await createResetLink(person.id, null, 1_000)
    expect(expiresAtMs).toBe(1_000 + LIMITS.handedLinkExpiryMs)
    const open = (password: string) => resetPassword(secretIn(url), password, HERE, 2_000)
    const results = await Promise.allSettled([open('first new password'), open('second new password')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('[limit resetsPerAddress] one address asks a bounded number of times, unless everybody has it', async () => {
    const shared = { 'x-agent-logger-client': '198.51.100.9', 'x-agent-logger-shared-address': 'proxy' }
    for (let i = 0; i < LIMITS.resetsPerAddress; i++) await requestReset(`somebody${i}@example.com`, shared)
    await untilQueued(LIMITS.resetsPerAddress)
    const headers = { 'x-agent-logger-client': '198.51.100.9' }
    for (let i = 0; i < LIMITS.resetsPerAddress; i++)
      expect((await requestReset(`nobody${i}@example.com`, headers)).status).toBe(200)
    expect(await requestReset('nobody@example.com', headers)).toMatchObject({ code: 'too-many-requests' })
    // A client that only claims to come through a proxy is held to the limit.
    const claimed = { ...headers, 'x-agent-logger-shared-address': 'unknown' }
    expect(await requestReset('nobody@example.com', claimed)).toMatchObject({ code: 'too-many-requests' })
    await untilQueued(LIMITS.resetsPerAddress * 2)
  })

  test('the mail is in the language of the person, else in that of the request', async () => {
    const person = await personWithPassword()
    await requestReset(person.email, { 'accept-language': 'ru,en;q=0.5' })
    expect((await untilQueued(1))[0]?.subject).toBe('Новый пароль для Agent Logger')
    await db().user.update({ where: { id: person.id }, data: { locale: 'en' } })
    await requestReset(person.email, { 'accept-language': 'ru' })
    expect((await untilQueued(2))[1]?.subject).toBe('Set a new password for Agent Logger')
  })

  test('says that mail is delayed while the mail server is down, for every address alike', async () => {
    const person = await personWithPassword()
    const data = { to: 'a', template: 't', sealed: '', expiresAt: new Date(Date.now() + 60_000) }
    await db().outgoingMail.create({ data: { ...data, lastError: 'trouble: ESOCKET connect ECONNREFUSED' } })
    const answers = [await requestReset(person.email), await requestReset('nobody-here@example.com')]
    for (const answer of answers) expect(answer.json).toEqual({ isMailDelayed: true })
    await untilQueued(3)
  })

  test('the link is of this server, whatever host the request names', async () => {
    const person = await personWithPassword()
    const headers = { host: 'evil.test', 'x-forwarded-host': 'evil.test', origin: 'https://logs.example.com' }
    await requestReset(person.email, headers)
    const [mail] = await untilQueued(1)
    expect(JSON.stringify(mail)).not.toContain('evil.test')
  })

  test('without mail is for an administrator, whose link proves nothing about the mailbox', async () => {
    const { mail } = config()
    putConfig({ ...config(), mail: null })
    const person = await personWithPassword()
    expect(await requestReset(person.email)).toMatchObject({ status: 409, code: 'mail-off' })
    const { url } = await createResetLink(person.id, null, Date.now())
    expect((await resetPassword(secretIn(url), NEW_PASSWORD, HERE, Date.now())).id).toBe(person.id)
    expect((await findUser(person.id))?.emailVerifiedAt).toBeNull()
    expect(await db().outgoingMail.count()).toBe(0)
    putConfig({ ...config(), mail })
  })
})

describe('an address', () => {
  test('is confirmed by the link that was sent to it', async () => {
    const person = await personWithPassword()
    expect((await api('POST', '/api/v1/account/verify-email', { who: { user: person } })).status).toBe(200)
    const [mail] = await untilQueued(1)
    expect(mail).toMatchObject({ to: person.email, template: 'verify-email' })
    const link = await db().oneTimeLink.findFirst({ where: { userId: person.id } })
    expect(Number(link?.expiresAt) - Number(link?.createdAt)).toBe(LIMITS.confirmLinkExpiryMs)
    const body = { secret: secretIn(mail?.text) }
    const answer = await api('POST', '/api/v1/account/confirm-email', { body })
    expect(answer).toMatchObject({ status: 200, json: { outcome: 'verified', email: person.email } })
    expect((await findUser(person.id))?.emailVerifiedAt).not.toBeNull()
    expect(await api('POST', '/api/v1/account/confirm-email', { body })).toMatchObject({
      code: 'one-time-link-invalid',
    })
  })

  const change = (person: Person, email: string, password?: string) =>
    api('POST', '/api/v1/account/email', { who: { user: person }, body: { email, password } })

  test('changes with the password and the link to the new one; the old one hears of both steps', async () => {
    const person = await personWithPassword()
    const email = `new-${person.email}`
    expect(await change(person, email, 'wrong password')).toMatchObject({ status: 401, code: 'wrong-credentials' })
    expect(await change(person, email)).toMatchObject({ status: 400, code: 'invalid-input' })
    expect(await change(person, email, PASSWORD)).toMatchObject({ status: 200, json: { outcome: 'sent' } })
    expect((await findUser(person.id))?.email).toBe(person.email)
    const sent = await queuedMails()
    expect(sent.map(({ to, template }) => [to, template]).sort()).toEqual(
      [
        [email, 'change-email'],
        [person.email, 'email-change-asked'],
      ].sort(),
    )
    const secret = secretIn(sent.find(({ template }) => template === 'change-email')?.text)
    const { url: reset } = await createResetLink(person.id, null, Date.now())
    const answer = await api('POST', '/api/v1/account/confirm-email', { body: { secret } })
    expect(answer).toMatchObject({ status: 200, json: { outcome: 'changed', email } })
    expect(await findUser(person.id)).toMatchObject({ email, emailVerifiedAt: expect.any(Date) })
    expect(await queuedMails()).toContainEqual(expect.objectContaining({ to: person.email, template: 'email-changed' }))
    await expect(resetPassword(secretIn(reset), NEW_PASSWORD, HERE, Date.now())).rejects.toThrow(
      refusal('one-time-link-invalid'),
    )
  })

  test('of another account gets the same answer, and its owner a mail', async () => {
    const [person, other] = [await personWithPassword(), await personWithPassword()]
    const free = await change(person, `free-${person.email}`, PASSWORD)
    const taken = await change(person, other.email.toUpperCase(), PASSWORD)
    expect({ ...taken, headers: 0 }).toEqual({ ...free, headers: 0 })
    expect(await queuedMails()).toContainEqual(expect.objectContaining({ to: other.email, template: 'account-exists' }))
    expect((await findUser(person.id))?.email).toBe(person.email)
  })

  test('changes by no link from before a new password, nor from before signing out everywhere; nor does a link for a new password work then', async () => {
    const person = await personWithPassword()
    const handed = await createResetLink(person.id, null, Date.now())
    const pending = () => findPendingLink(person.id, 'change_email', Date.now())
    await change(person, `stolen-${person.email}`, PASSWORD)
    expect(await pending()).not.toBeNull()
    const body = { current: PASSWORD, next: NEW_PASSWORD }
    expect((await api('POST', '/api/v1/account/password', { who: { user: person }, body })).status).toBe(204)
    expect(await pending()).toBeNull()
    await expect(resetPassword(secretIn(handed.url), PASSWORD, HERE, Date.now())).rejects.toThrow(
      refusal('one-time-link-invalid'),
    )
    const again = (await findUser(person.id)) as Person
    await change(again, `stolen-${person.email}`, NEW_PASSWORD)
    expect(await pending()).not.toBeNull()
    expect((await api('POST', '/api/v1/account/sign-out-everywhere', { who: { user: again } })).status).toBe(204)
    expect(await pending()).toBeNull()
  })

  test('of another account is indistinguishable by what waits, and by how often one may ask', async () => {
    const [person, other] = [await personWithPassword(), await personWithPassword()]
    const pending = () => findPendingLink(person.id, 'change_email', Date.now())
    const sharesOf = async (email: string) => {
      // A stranger who signs up with the address uses up other mails to it.
      for (let i = 0; i < LIMITS.mailsPerRecipientMax; i++) await mailAccountExists(email, HERE, Date.now())
      const codes = []
      for (let i = 0; i <= LIMITS.mailsPerRecipientMax; i++) codes.push((await change(person, email, PASSWORD)).code)
      return { codes, pending: (await pending())?.email === email }
    }
    const taken = await sharesOf(other.email)
    expect(taken).toEqual(await sharesOf(`free-${other.email}`))
    expect(taken.pending).toBe(true)
  })

  test('that got an account before its link was opened stays with that account', async () => {
    const person = await personWithPassword()
    const email = `raced-${person.email}`
    await change(person, email, PASSWORD)
    const secret = secretIn((await queuedMails()).find(({ template }) => template === 'change-email')?.text)
    await makePerson({ email })
    expect(await api('POST', '/api/v1/account/confirm-email', { body: { secret } })).toMatchObject({ code: 'conflict' })
    expect((await findUser(person.id))?.email).toBe(person.email)
  })

  test('of somebody without a password changes only soon after they signed in', async () => {
    const person = await makePerson()
    const claims = await openSignIn(
      person,
      { method: 'github', secondFactorAtMs: null },
      BROWSER,
      Date.now() - 3600_000,
    )
    const headers = { cookie: `${sessionCookieName()}=${await sealSession(claims)}` }
    const ask = () => api('POST', '/api/v1/account/email', { body: { email: `x-${person.email}` }, headers })
    expect(await ask()).toMatchObject({ status: 403, code: 'step-up-required' })
    await db().signIn.update({ where: { id: claims.signInId }, data: { confirmedAt: new Date() } })
    expect(await ask()).toMatchObject({ status: 200 })
  })

  test('changes at once on a server without mail', async () => {
    const { mail } = config()
    putConfig({ ...config(), mail: null })
    const [person, other] = [await personWithPassword(), await makePerson()]
    expect(await change(person, other.email, PASSWORD)).toMatchObject({ code: 'conflict' })
    const email = `now-${person.email}`
    expect(await change(person, email, PASSWORD)).toMatchObject({ json: { outcome: 'changed' } })
    expect(await findUser(person.id)).toMatchObject({ email, emailVerifiedAt: null })
    putConfig({ ...config(), mail })
  })
})
