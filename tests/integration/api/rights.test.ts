/** Every caller against every resource and action: the table of rights holds, and other teams' things look nonexistent [AC6]. */
import { beforeAll, describe, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { type Action, type Actor, isAllowed } from '#lib/server/auth/permissions.ts'
import { joinTeam } from '#lib/server/db/invites.ts'
import { createLinkRow } from '#lib/server/db/share-links.ts'
import { api, type Method, recordRelay, type Who } from '#tests/support/api.ts'
import { makePerson, makeSession, makeToken, type Person, withDatabase } from '#tests/support/database.ts'

withDatabase()

let owner: Person
let member: Person
const callers = new Map<string, { who: Who; actor: Actor | null }>()

beforeAll(async () => {
  recordRelay()
  owner = await makePerson()
  member = await makePerson()
  const [viewer, stranger] = [await makePerson(), await makePerson()]
  await joinTeam(owner.teamId, member.id, 'member')
  await joinTeam(owner.teamId, viewer.id, 'viewer')
  callers.set('owner', { who: { user: owner }, actor: 'owner' })
  callers.set('member', { who: { user: member }, actor: 'member' })
  callers.set('viewer', { who: { user: viewer }, actor: 'viewer' })
  callers.set('stranger', { who: { user: stranger }, actor: null })
  callers.set('api token', { who: { token: (await makeToken(owner, 'api')).token }, actor: 'api' })
  callers.set('api token of strangers', { who: { token: (await makeToken(stranger, 'api')).token }, actor: null })
})

const NAMES = ['owner', 'member', 'viewer', 'stranger', 'api token', 'api token of strangers']

/** An action on a resource of the owner's team, which is created for each attempt. */
interface Act {
  action: Action
  method: Method
  body?: object
  /** Path of the request. `byMember` says whether the member created the resource. */
  make(): Promise<{ address: string; byMember: boolean }>
  isForApi?: boolean
}

const inTeam = (route: string) => async () => ({ address: `/api/v1/${route}?team=${owner.teamId}`, byMember: false })

async function ownedBy(person: Person) {
  return { ...person, teamId: owner.teamId }
}

const tokenOf = (by: () => Person) => async () => {
  const { row } = await makeToken(await ownedBy(by()))
  return { address: `/api/v1/tokens/${row.id}`, byMember: by() === member }
}

const linkOf = (by: () => Person) => async () => {
  const id = randomId()
  const { deviceId } = await makeSession(owner, randomId())
  const link = { id, teamId: owner.teamId, deviceId, sessionId: null, authHash: 'h', createdById: by().id }
  await createLinkRow({ ...link, expiresAtMs: Date.now() + 60_000 }, Date.now())
  return { address: `/api/v1/links/${id}`, byMember: by() === member }
}

const deviceAddress = async () => {
  const { deviceId } = await makeSession(owner, randomId(), Date.now(), randomId())
  return { address: `/api/v1/devices/${deviceId}`, byMember: false }
}

const sessionAddress = async () => {
  const id = randomId()
  await makeSession(owner, id)
  return { address: `/api/v1/sessions/${id}`, byMember: false }
}

const memberAddress = async () => {
  const guest = await makePerson()
  await joinTeam(owner.teamId, guest.id, 'viewer')
  return { address: `/api/v1/team/members/${guest.id}?team=${owner.teamId}`, byMember: false }
}

const ACTS: Record<string, Act> = {
  'list tokens': { action: 'tokens.read', method: 'GET', make: inTeam('tokens'), isForApi: true },
  'list devices': { action: 'devices.read', method: 'GET', make: inTeam('devices'), isForApi: true },
  'list sessions': { action: 'sessions.read', method: 'GET', make: inTeam('sessions'), isForApi: true },
  'list links': { action: 'links.read', method: 'GET', make: inTeam('links'), isForApi: true },
  'read the team': { action: 'team.read', method: 'GET', make: inTeam('team') },
  'rename the team': { action: 'team.rename', method: 'PATCH', body: { name: 'T' }, make: inTeam('team') },
  "change the team's switches": {
    action: 'team.switches',
    method: 'PATCH',
    body: { allowsSeedViewers: true },
    make: inTeam('team'),
  },
  'see waiting devices': { action: 'devices.pair', method: 'GET', make: inTeam('pairing') },
  invite: { action: 'members.invite', method: 'POST', body: { role: 'viewer' }, make: inTeam('team/invites') },
  'create a token': {
    action: 'tokens.create',
    method: 'POST',
    body: { name: 'n', kind: 'device' },
    make: inTeam('tokens'),
  },
  "revoke the owner's token": { action: 'tokens.revoke', method: 'DELETE', make: tokenOf(() => owner) },
  "revoke the member's token": { action: 'tokens.revoke', method: 'DELETE', make: tokenOf(() => member) },
  "revoke the owner's link": { action: 'links.revoke', method: 'DELETE', make: linkOf(() => owner) },
  "revoke the member's link": { action: 'links.revoke', method: 'DELETE', make: linkOf(() => member) },
  'rename a device': { action: 'devices.rename', method: 'PATCH', body: { name: 'D' }, make: deviceAddress },
  'label a device': { action: 'devices.label', method: 'PATCH', body: { labels: ['L'] }, make: deviceAddress },
  'forget a device': { action: 'devices.forget', method: 'DELETE', make: deviceAddress },
  'forget a session': { action: 'sessions.forget', method: 'DELETE', make: sessionAddress },
  'change a role': { action: 'members.change', method: 'PATCH', body: { role: 'member' }, make: memberAddress },
  'remove a member': { action: 'members.remove', method: 'DELETE', make: memberAddress },
}

describe.each(Object.entries(ACTS))('%s', (_name, act) => {
  test.each(NAMES)('as %s', async (name) => {
    const caller = callers.get(name)
    if (!caller) throw new Error(name)
    const { address, byMember } = await act.make()
    const answer = await api(act.method, address, { who: caller.who, body: act.body })
    const isApiToken = caller.who !== null && 'token' in caller.who
    const isOwn = name === 'member' && byMember
    if (isApiToken && !act.isForApi) expect(answer).toMatchObject({ status: 403, code: 'forbidden' })
    else if (caller.actor === null) expect(answer).toMatchObject({ status: 404, code: 'not-found' })
    else if (isAllowed(caller.actor, act.action, isOwn)) expect(answer.status).toBeLessThan(300)
    else expect(answer).toMatchObject({ status: 403, code: 'forbidden' })
  })

  test('[AC6] another team gets the same answer as for something that does not exist', async () => {
    const { address } = await act.make()
    const stranger = callers.get('stranger')
    const theirs = await api(act.method, address, { who: stranger?.who ?? null, body: act.body })
    const url = new URL(address, 'http://localhost')
    const gone = url.searchParams.has('team')
      ? `${url.pathname}?team=gone-gone-gone`
      : url.pathname.replace(/[^/]+$/, 'gone-gone-gone')
    const missing = await api(act.method, gone, { who: stranger?.who ?? null, body: act.body })
    expect(theirs.json).toEqual(missing.json)
    expect(theirs.status).toBe(missing.status)
  })
})

describe('a link', () => {
  test.each(NAMES)('to a device of the team, as %s', async (name) => {
    const caller = callers.get(name)
    const { deviceId } = await makeSession(owner, randomId())
    const body = { deviceId, authHash: 'a'.repeat(64) }
    const answer = await api('POST', '/api/v1/links', { who: caller?.who ?? null, body })
    const expected = { owner: 201, member: 201, viewer: 403, stranger: 404 }[name] ?? 403
    expect(answer.status).toBe(expected)
  })
})

test('a person on several teams acts on the named team, or on their own by default', async () => {
  const guest = await makePerson()
  await joinTeam(owner.teamId, guest.id, 'member')
  const body = { name: 'n', kind: 'device' }
  await api('POST', '/api/v1/tokens', { who: { user: guest }, body })
  const list = async (query: string) =>
    (await api('GET', `/api/v1/tokens${query}`, { who: { user: guest } })).json.tokens
  expect(await list('')).toHaveLength(1)
  expect(await list(`?team=${guest.teamId}`)).toHaveLength(1)
  expect((await list(`?team=${owner.teamId}`)).length).toBeGreaterThan(1)
})
