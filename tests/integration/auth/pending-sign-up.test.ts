/** Sign-up on a server with mail: the account is created when the link is opened, and nobody can ask who has one. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { signInWithPassword } from '#lib/server/auth/sign-in.ts'
import { hashToken } from '#lib/server/auth/token-format.ts'
import { config, putConfig } from '#lib/server/config/env.ts'
import { db } from '#lib/server/db/client.ts'
import { createInvite } from '#lib/server/db/invites.ts'
import { roleInTeam } from '#lib/server/db/teams.ts'
import { findUserByEmail } from '#lib/server/db/users.ts'
import { api, recordRelay } from '#tests/support/api.ts'
import { makePerson, type Person, withDatabase } from '#tests/support/database.ts'
import { queuedMails, secretIn, untilQueued } from '#tests/support/queued-mail.ts'
import { withLimits } from '#tests/support/with-limits.ts'

withDatabase('sqlite', {
  SMTP_URL: 'smtp://127.0.0.1:2525',
  MAIL_FROM: 'logs@example.com',
  PUBLIC_URL: 'https://logs.example.com',
})

let owner: Person
beforeAll(async () => {
  recordRelay()
  owner = await makePerson()
})
beforeEach(async () => {
  await db().outgoingMail.deleteMany()
  await db().oneTimeLink.deleteMany()
})

let made = 0
const nextEmail = () => `new${++made}@example.com`
const PASSWORD = 'correct horse battery'

const signUp = (email: string, more: Record<string, string> = {}) =>
  api('POST', '/api/v1/sign-up', { body: { email, password: PASSWORD, name: 'New Person', ...more } })
const confirm = (secret: string, password: string | undefined = PASSWORD) =>
  api('POST', '/api/v1/account/confirm-email', { body: { secret, password } })

/** An invitation's secret. */
async function invite(email: string | null, role: 'member' | 'viewer' = 'member'): Promise<string> {
  const secret = `secret${++made}`.padEnd(32, '0')
  const row = await createInvite(
    { teamId: owner.teamId, role, createdById: owner.id, hash: hashToken(secret) },
    Date.now(),
  )
  if (email) await db().invite.update({ where: { id: row.id }, data: { email } })
  return secret
}

describe('a sign-up', () => {
  test('creates the account when its link is opened, once', async () => {
    const email = nextEmail()
    expect(await signUp(email.toUpperCase())).toMatchObject({
      status: 201,
      json: { isConfirmationSent: true, isMailDelayed: false },
    })
    const [mail] = await untilQueued(1)
    expect(mail).toMatchObject({ to: email, template: 'confirm-sign-up' })
    expect(mail?.text).toContain('https://logs.example.com/confirm#')
    // A stranger chose the name, and the mail must not carry their words.
    expect(JSON.stringify(mail)).not.toContain('New Person')
    expect(await findUserByEmail(email)).toBeNull()
    const [link] = await db().oneTimeLink.findMany()
    expect(JSON.stringify(link)).not.toContain(PASSWORD)
    const secret = secretIn(mail?.text)
    expect(await confirm(secret)).toMatchObject({ status: 200, json: { outcome: 'created', email } })
    expect(await findUserByEmail(email)).toMatchObject({ name: 'New Person', emailVerifiedAt: expect.any(Date) })
    expect((await signInWithPassword(email, PASSWORD, 'a')).email).toBe(email)
    expect(await confirm(secret)).toMatchObject({ code: 'one-time-link-invalid' })
  })

  test('answers the same for an address that has an account, whose owner gets a mail', async () => {
    const person = await makePerson()
    const [known, unknown] = [await signUp(person.email), await signUp(nextEmail())]
    const shape = ({ status, json }: typeof known) => ({ status, json: { ...json, userId: typeof json.userId } })
    expect(shape(known)).toEqual(shape(unknown))
    expect((await untilQueued(2)).map(({ template }) => template).sort()).toEqual(['account-exists', 'confirm-sign-up'])
    const [short] = [await api('POST', '/api/v1/sign-up', { body: { email: person.email, password: 'x', name: 'N' } })]
    expect(short).toMatchObject({ status: 400, code: 'invalid-input' })
  })

  test('by a stranger gives them no key: the link works only with the password that was chosen', async () => {
    const email = nextEmail()
    const body = { email, password: 'mallory has her own', name: 'Mallory' }
    await api('POST', '/api/v1/sign-up', { body })
    const secret = secretIn((await untilQueued(1))[0]?.text)
    const asked = await api('POST', '/api/v1/account/confirm-email', { body: { secret } })
    expect(asked.json).toEqual({ outcome: 'password-needed', email })
    expect(await confirm(secret)).toMatchObject({ status: 401, code: 'wrong-credentials' })
    expect(await findUserByEmail(email)).toBeNull()
    expect(await confirm(secret, body.password)).toMatchObject({ status: 200 })
  })

  test('that is repeated ends the earlier link', async () => {
    const email = nextEmail()
    await signUp(email)
    const [first] = await untilQueued(1)
    await signUp(email)
    const mails = await untilQueued(2)
    expect(await confirm(secretIn(first?.text))).toMatchObject({ code: 'one-time-link-invalid' })
    expect(await confirm(secretIn(mails[1]?.text))).toMatchObject({ status: 200 })
  })

  test('whose address got an account meanwhile changes nothing there', async () => {
    const email = nextEmail()
    await signUp(email)
    const [mail] = await untilQueued(1)
    await makePerson({ email, name: 'Other' })
    expect(await confirm(secretIn(mail?.text))).toMatchObject({ code: 'conflict' })
    expect((await findUserByEmail(email))?.name).toBe('Other')
  })

  test('[limit pendingSignUpsMax] is refused while too many wait', async () => {
    withLimits({ pendingSignUpsMax: 1 })
    await signUp(nextEmail())
    await untilQueued(1)
    expect(await signUp(nextEmail())).toMatchObject({ status: 503, code: 'server-busy' })
    expect(LIMITS.pendingSignUpsMax).toBe(1)
  })

  test('with a link to a team uses it only when its own link is opened', async () => {
    const email = nextEmail()
    const secret = await invite(null, 'viewer')
    await signUp(email, { invite: secret })
    const [mail] = await untilQueued(1)
    expect((await db().invite.findUnique({ where: { hash: hashToken(secret) } }))?.usedAt).toBeNull()
    await confirm(secretIn(mail?.text))
    const user = await findUserByEmail(email)
    expect(await roleInTeam(user?.id ?? '', owner.teamId)).toBe('viewer')
    expect((await db().invite.findUnique({ where: { hash: hashToken(secret) } }))?.usedAt).not.toBeNull()
  })

  test('on a server by invitation needs one that can still be used when its own link is opened', async () => {
    const before = config()
    putConfig({ ...before, signUp: 'invite' })
    const email = nextEmail()
    const secret = await invite(null)
    await signUp(email, { invite: secret })
    const [mail] = await untilQueued(1)
    const used = await db().invite.update({ where: { hash: hashToken(secret) }, data: { usedAt: new Date() } })
    expect(await confirm(secretIn(mail?.text))).toMatchObject({ code: 'invite-required' })
    expect(await findUserByEmail(email)).toBeNull()
    await db().invite.update({ where: { id: used.id }, data: { usedAt: null } })
    expect(await confirm(secretIn(mail?.text))).toMatchObject({ status: 200 })
    putConfig(before)
  })

  test('with an invitation that was mailed to the address needs no second mail', async () => {
    const email = nextEmail()
    expect((await signUp(email, { invite: await invite(email) })).json).toEqual({ userId: expect.any(String) })
    expect(await findUserByEmail(email)).toMatchObject({ emailVerifiedAt: expect.any(Date) })
    const other = nextEmail()
    expect((await signUp(other, { invite: await invite(email) })).json).toMatchObject({ isConfirmationSent: true })
    expect(await findUserByEmail(other)).toBeNull()
    await untilQueued(1)
    expect(await queuedMails()).toMatchObject([{ to: other }])
  })
})
