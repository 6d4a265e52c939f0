/**
 * Every operation of the API for every kind of caller. The operations come from the table that describes the routes, so a new
 * route fails here until somebody says who may use it. rights.test.ts goes deeper where roles decide.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { OPERATIONS } from '#app/_openapi/operations.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { hashPassword } from '#lib/server/auth/password.ts'
import { type Action, isAllowed } from '#lib/server/auth/permissions.ts'
import { sealSession, sessionCookieName } from '#lib/server/auth/session-cookie.ts'
import type { SignInStage } from '#lib/server/auth/sign-in-stage.ts'
import { db } from '#lib/server/db/client.ts'
import { createInvite, joinTeam } from '#lib/server/db/invites.ts'
import { createView } from '#lib/server/db/saved-views.ts'
import { createPasskey } from '#lib/server/db/second-factors.ts'
import { createLinkRow } from '#lib/server/db/share-links.ts'
import { endSignIn } from '#lib/server/db/sign-ins.ts'
import { findUser } from '#lib/server/db/users.ts'
import { type ApiCall, api, type Method, recordRelay } from '#tests/support/api.ts'
import { makePerson, makeSession, makeToken, type Person, withDatabase } from '#tests/support/database.ts'

withDatabase()

/**
 * The callers who may do it. `everyone`: whatever they send along. `signed-in`: any person, about themselves. `token-or-person`: of any
 * team, about their own teams. An action: what the role in the target's team allows. `server-owner`: only owners of the server.
 */
type Rule = 'everyone' | 'signed-in' | 'token-or-person' | 'server-owner' | Action

interface Row {
  rule: Rule
  /** The path with a target in the owner's team; the operation's own path by default. */
  at?: () => string | Promise<string>
  body?: () => object | Promise<object>
  /** API tokens may do it too, where the rule is an action. */
  isForApi?: boolean
  /** Everyone may call it, and a token that is shown has to be right. */
  refusesWrongToken?: boolean
  /** What the operation accepts of incomplete sign-ins, it accepts only about themselves. */
  acceptsOnlyOwn?: boolean
}

const OF_TEAM = () => `?team=${owner.teamId}`
const inTeam = (rule: Action, more: Partial<Row> = {}): Row => ({ rule, at: OF_TEAM, ...more })

/** By operation id. */
const ROWS: Record<string, Row> = {
  health: { rule: 'everyone' },
  serverStats: { rule: 'everyone', refusesWrongToken: true },
  openApi: { rule: 'everyone' },
  liveDevices: { rule: 'token-or-person' },
  liveSessions: { rule: 'token-or-person' },
  liveSession: { rule: 'token-or-person', at: () => '/session/gone-gone-gone' },
  apiLiveDevices: { rule: 'token-or-person' },
  apiLiveSessions: { rule: 'token-or-person' },
  apiLiveSession: { rule: 'token-or-person', at: () => '/api/session/gone-gone-gone' },
  listDevices: inTeam('devices.read', { isForApi: true }),
  renameDevice: { rule: 'devices.rename', at: deviceAddress, body: () => ({ name: 'D' }) },
  forgetDevice: { rule: 'devices.forget', at: deviceAddress },
  listRejectedDevices: inTeam('tokens.read'),
  listWaiting: inTeam('devices.pair'),
  claimDevice: inTeam('devices.pair', { body: () => ({ code: 'ABCD-EFGH' }) }),
  listSessions: inTeam('sessions.read', { isForApi: true }),
  forgetSession: { rule: 'sessions.forget', at: sessionAddress },
  listViews: inTeam('views.read'),
  saveView: inTeam('views.read', { body: () => ({ name: 'V', query: 'q=a' }) }),
  renameView: { rule: 'views.change', at: viewAddress, body: () => ({ name: 'V' }) },
  deleteView: { rule: 'views.change', at: viewAddress },
  listLinks: inTeam('links.read', { isForApi: true }),
  createLink: { rule: 'links.create', body: linkBody },
  revokeLink: { rule: 'links.revoke', at: linkAddress },
  openLink: { rule: 'everyone', at: () => '/api/v1/links/gone-gone-gone/open', body: () => ({ key: 'k'.repeat(43) }) },
  listTokens: inTeam('tokens.read', { isForApi: true }),
  createToken: inTeam('tokens.create', { body: () => ({ name: 'n', kind: 'device' }) }),
  revokeToken: { rule: 'tokens.revoke', at: tokenAddress },
  readTeam: inTeam('team.read'),
  renameTeam: inTeam('team.rename', { body: () => ({ name: 'T' }) }),
  invite: inTeam('members.invite', { body: () => ({ role: 'viewer' }) }),
  listInvites: inTeam('members.invite'),
  withdrawInvite: { rule: 'invites.withdraw', at: inviteAddress },
  previewInvite: { rule: 'everyone', refusesWrongToken: true, body: () => ({ invite: 'x'.repeat(32) }) },
  createTeam: { rule: 'signed-in', body: () => ({ name: 'N' }) },
  transferTeam: inTeam('team.transfer', { body: () => ({ userId: owner.id }) }),
  deleteTeam: inTeam('team.delete', { body: () => ({ name: 'not its name' }) }),
  requireSecondFactor: inTeam('team.switches', { body: () => ({ requiresSecondFactor: false }) }),
  listCreated: {
    rule: 'members.remove',
    at: async () => `/api/v1/team/members/${(await memberOf('viewer')).id}/created?team=${owner.teamId}`,
  },
  listAudit: inTeam('audit.read'),
  exportAudit: inTeam('audit.read'),
  listServerAudit: { rule: 'server-owner' },
  exportServerAudit: { rule: 'server-owner' },
  changeServer: { rule: 'server-owner', body: () => ({ ownersNeedSecondFactor: false }) },
  listUsers: { rule: 'server-owner' },
  changeUser: { rule: 'server-owner', at: () => userAddress(), body: () => ({ isDisabled: true }) },
  deleteUser: { rule: 'server-owner', at: () => userAddress() },
  createResetLink: { rule: 'server-owner', at: () => userAddress('/reset-link') },
  resetFactors: { rule: 'server-owner', at: () => userAddress('/reset-factors') },
  listTeams: { rule: 'server-owner' },
  deleteAnyTeam: { rule: 'server-owner', at: async () => `/api/v1/server/teams/${(await makePerson()).teamId}` },
  joinTeam: { rule: 'signed-in', body: () => ({ invite: 'x'.repeat(32) }) },
  changeMember: { rule: 'members.change', at: memberAddress, body: () => ({ role: 'member' }) },
  removeMember: { rule: 'members.remove', at: memberAddress, acceptsOnlyOwn: true },
  signUp: { rule: 'everyone', body: () => ({ email: 'x', password: 'x', name: 'x' }) },
  renameAccount: { rule: 'signed-in', body: () => ({ name: 'N' }) },
  changePassword: { rule: 'signed-in', body: () => ({ current: 'x', next: 'correct horse battery' }) },
  signOutEverywhere: { rule: 'signed-in' },
  viewerTicket: { rule: 'signed-in' },
  listSignIns: { rule: 'signed-in' },
  endSignIn: { rule: 'signed-in', at: () => '/api/v1/account/sign-ins/gone-gone-gone' },
  endOtherSignIns: { rule: 'signed-in' },
  accountClosing: { rule: 'signed-in' },
  closeAccount: { rule: 'signed-in', body: () => ({ email: 'not@example.com', password: 'x' }) },
  requestReset: { rule: 'everyone', body: () => ({ email: 'a@example.com' }) },
  resetPassword: { rule: 'everyone', body: () => ({ secret: 'x'.repeat(43), password: 'correct horse battery' }) },
  changeEmail: { rule: 'signed-in', body: () => ({ email: 'b@example.com', password: 'x' }) },
  verifyEmail: { rule: 'signed-in' },
  confirmEmail: { rule: 'everyone', body: () => ({ secret: 'x'.repeat(43) }) },
  readConfirm: { rule: 'signed-in' },
  confirm: { rule: 'signed-in', body: () => ({ code: '000000' }) },
  secondFactor: { rule: 'signed-in', body: () => ({ code: '000000' }) },
  offerTotp: { rule: 'signed-in' },
  confirmTotp: { rule: 'signed-in', body: () => ({ code: '000000' }) },
  removeTotp: { rule: 'signed-in' },
  renewRecoveryCodes: { rule: 'signed-in' },
  listPasskeys: { rule: 'signed-in' },
  passkeyOptions: { rule: 'signed-in' },
  passkeyProof: { rule: 'signed-in' },
  addPasskey: { rule: 'signed-in', body: () => ({ name: 'K', passkey: {} }) },
  renamePasskey: {
    rule: 'signed-in',
    at: () => '/api/v1/account/passkeys/gone-gone-gone',
    body: () => ({ name: 'K' }),
  },
  removePasskey: { rule: 'signed-in', at: () => '/api/v1/account/passkeys/gone-gone-gone' },
  signInOptions: { rule: 'everyone' },
  signInWithPasskey: { rule: 'everyone', body: () => ({ passkey: {} }) },
}

let owner: Person
let passwordHash: string
let apiToken: string
let otherApiToken: string
let deviceToken: string
/** Made anew for each call, because some calls end the caller's sign-in. */
const CALLERS = {
  owner: async () => as(owner),
  member: async () => as(await memberOf('member')),
  viewer: async () => as(await memberOf('viewer')),
  'owner of another team': async () => as(await makePerson({ passwordHash })),
  'server owner': async () => {
    const person = await makePerson({ passwordHash })
    await db().user.update({ where: { id: person.id }, data: { isServerOwner: true } })
    return as(person)
  },
  anonymous: async () => ({}),
  'API token': async () => ({ who: { token: apiToken } }),
  'API token of another team': async () => ({ who: { token: otherApiToken } }),
  'device token': async () => ({ who: { token: deviceToken } }),
  junk: async () => ({ headers: { cookie: `${sessionCookieName()}=junk` } }),
  'signed-out cookie': async () => {
    const { headers, signInId } = await withCookie(owner)
    await endSignIn(signInId, owner.id, Date.now())
    return { headers }
  },
  'disabled account': async () => {
    const person = await memberOf('owner')
    const { headers } = await withCookie(person)
    await db().user.update({ where: { id: person.id }, data: { disabledAt: new Date() } })
    return { headers }
  },
  'sign-in without its second factor': async () => {
    const person = await memberOf('owner')
    await addPasskey(person)
    return as(person)
  },
  'person who has to set up a second factor': async () => {
    const person = await memberOf('owner')
    await db().team.update({ where: { id: person.teamId }, data: { requiresSecondFactor: true } })
    return as(person)
  },
} satisfies Record<string, () => Promise<Pick<ApiCall, 'who' | 'headers'>>>
type CallerName = keyof typeof CALLERS
const NAMES = Object.keys(CALLERS) as CallerName[]

beforeAll(async () => {
  recordRelay()
  passwordHash = await hashPassword('correct horse battery')
  owner = await makePerson({ passwordHash })
  apiToken = (await makeToken(owner, 'api')).token
  deviceToken = (await makeToken(owner, 'device')).token
  otherApiToken = (await makeToken(await makePerson(), 'api')).token
})

async function withCookie(person: Person) {
  const claims = await openSignIn(
    // As it is now: an earlier call may have ended all its sign-ins.
    (await findUser(person.id)) ?? person,
    { method: 'password', secondFactorAtMs: null },
    { address: '', userAgent: '' },
    Date.now(),
  )
  return { headers: { cookie: `${sessionCookieName()}=${await sealSession(claims)}` }, signInId: claims.signInId }
}

async function as(person: Person) {
  return { headers: (await withCookie(person)).headers }
}

async function memberOf(role: 'owner' | 'member' | 'viewer'): Promise<Person> {
  const person = await makePerson({ passwordHash })
  await joinTeam(owner.teamId, person.id, role)
  return person
}

async function addPasskey(person: Person) {
  const passkey = { id: randomId(), userId: person.id, publicKey: new Uint8Array(1), name: 'K', counter: 0n }
  await createPasskey({ ...passkey, transports: '', isBackedUp: false }, Date.now())
}

async function deviceAddress() {
  return `/api/v1/devices/${(await makeSession(owner, randomId(), Date.now(), randomId())).deviceId}`
}
async function sessionAddress() {
  const id = randomId()
  await makeSession(owner, id)
  return `/api/v1/sessions/${id}`
}
async function linkBody() {
  const { deviceId } = await makeSession(owner, randomId())
  return { deviceId, authHash: 'a'.repeat(64) }
}
async function linkAddress() {
  const { deviceId } = await linkBody()
  const link = { id: randomId(), teamId: owner.teamId, deviceId, sessionId: null, authHash: 'h', createdById: owner.id }
  await createLinkRow({ ...link, expiresAtMs: Date.now() + 60_000 }, Date.now())
  return `/api/v1/links/${link.id}`
}
async function viewAddress() {
  const view = { teamId: owner.teamId, createdById: owner.id, name: 'V', query: 'q=a' }
  await db().savedView.deleteMany({ where: { teamId: owner.teamId } })
  return `/api/v1/views/${(await createView(view)).id}`
}
async function tokenAddress() {
  return `/api/v1/tokens/${(await makeToken(owner)).row.id}`
}
async function inviteAddress() {
  const invite = { teamId: owner.teamId, role: 'viewer', hash: randomId(), createdById: owner.id } as const
  return `/api/v1/team/invites/${(await createInvite(invite, Date.now())).id}`
}
async function userAddress(rest = '') {
  return `/api/v1/server/users/${(await makePerson()).id}${rest}`
}
async function memberAddress() {
  return `/api/v1/team/members/${(await memberOf('viewer')).id}?team=${owner.teamId}`
}

/** Stages that a caller's sign-in has come to, other than complete. */
const STAGES: Partial<Record<CallerName, SignInStage>> = {
  'sign-in without its second factor': 'factor-required',
  'person who has to set up a second factor': 'factor-missing',
}

type Verdict = 'admitted' | 'forbidden' | 'hidden' | 'unknown caller'

/** What the rule says about the caller. */
function expected(
  { rule, isForApi = false, refusesWrongToken = false, acceptsOnlyOwn = false }: Row,
  name: CallerName,
  accepts: readonly SignInStage[],
): Verdict {
  if (rule === 'everyone') return refusesWrongToken && name === 'device token' ? 'unknown caller' : 'admitted'
  const isUnknown = ['anonymous', 'device token', 'junk', 'signed-out cookie', 'disabled account'].includes(name)
  if (isUnknown) return 'unknown caller'
  const stage = STAGES[name]
  if (stage) return accepts.includes(stage) && !acceptsOnlyOwn ? 'admitted' : 'unknown caller'
  const isToken = name.startsWith('API token')
  if (rule === 'token-or-person') return 'admitted'
  if (rule === 'signed-in') return isToken ? 'forbidden' : 'admitted'
  if (rule === 'server-owner') return name === 'server owner' ? 'admitted' : 'forbidden'
  if (isToken && !isForApi) return 'forbidden'
  const actor = ({ owner: 'owner', member: 'member', viewer: 'viewer', 'API token': 'api' } as const)[name as string]
  if (actor === undefined) return 'hidden'
  return isAllowed(actor, rule) ? 'admitted' : 'forbidden'
}

/** What the answer says. A caller who is admitted may still have asked for something that is not there. */
function verdictOf({ status, code }: { status: number; code: string | undefined }, rule: Rule): Verdict {
  if (status === 401 && !UNRIGHT_BUT_KNOWN.has(code ?? '')) return 'unknown caller'
  if (code !== undefined && NOT_YET_KNOWN.has(code)) return 'unknown caller'
  if (status === 403 && !UNRIGHT_BUT_KNOWN.has(code ?? '')) return 'forbidden'
  if (code === 'not-found' && rule !== 'everyone' && rule !== 'token-or-person' && rule !== 'signed-in') return 'hidden'
  expect(status).toBeLessThan(500)
  return 'admitted'
}
const UNRIGHT_BUT_KNOWN: ReadonlySet<string> = new Set([
  ...['wrong-credentials', 'wrong-code', 'pairing-off', 'mail-off', 'one-time-link-invalid', 'invite-invalid'],
])
const NOT_YET_KNOWN: ReadonlySet<string> = new Set(['token-wrong-kind', 'account-disabled', 'second-factor-missing'])

const described = OPERATIONS.filter(({ definition }) => definition !== null)

test('every operation says who may use it, and nothing else does', () => {
  expect(Object.keys(ROWS).sort()).toEqual(described.map(({ id }) => id).sort())
})

describe.each(described.map((operation) => [operation.id, operation] as const))('%s', (id, operation) => {
  test.each(NAMES)('%s', async (name) => {
    const row = ROWS[id]
    if (!row) throw new Error(`${id} has no row`)
    const at = (await row.at?.()) ?? ''
    const address = at.startsWith('/') ? at : operation.path + at
    const body = await row.body?.()
    const answer = await api(operation.method as Method, address, { ...(await CALLERS[name]()), body })
    expect({ verdict: verdictOf(answer, row.rule), answer: answer.code ?? answer.status }).toEqual({
      verdict: expected(row, name, operation.definition?.accepts ?? []),
      answer: answer.code ?? answer.status,
    })
  })
})

const asking = described.filter(({ definition }) => definition?.stepUp)

test.each(asking.map((operation) => [operation.id, operation] as const))(
  '%s asks who it is when the last proof is older than ten minutes',
  async (id, operation) => {
    const person = await makePerson({ passwordHash })
    await db().user.update({ where: { id: person.id }, data: { isServerOwner: true } })
    const { headers, signInId } = await withCookie(person)
    await db().signIn.update({ where: { id: signInId }, data: { confirmedAt: new Date(Date.now() - LIMITS.stepUpMs) } })
    const at = (await ROWS[id]?.at?.()) ?? ''
    const address = at.startsWith('/') ? at : operation.path
    const answer = await api(operation.method as Method, address, { headers, body: await ROWS[id]?.body?.() })
    expect(answer.code).toBe('step-up-required')
  },
)
