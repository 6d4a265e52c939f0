/** Saved views: a person's own and the team's, what they hold, who sees and changes them, and how many there may be. */
import { beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { VIEW_QUERY_CHARS_MAX } from '#lib/server/auth/view-fields.ts'
import { db } from '#lib/server/db/client.ts'
import { joinTeam } from '#lib/server/db/invites.ts'
import { createView } from '#lib/server/db/saved-views.ts'
import { api, recordRelay } from '#tests/support/api.ts'
import { makePerson, type Person, withDatabase } from '#tests/support/database.ts'

withDatabase()

let owner: Person
let member: Person
let viewer: Person
beforeAll(async () => {
  recordRelay()
  owner = await makePerson()
  member = await makePerson()
  viewer = await makePerson()
  await joinTeam(owner.teamId, member.id, 'member')
  await joinTeam(owner.teamId, viewer.id, 'viewer')
})

const at = (id = '') => `/api/v1/views${id && `/${id}`}?team=${owner.teamId}`
const save = (user: Person, body: object) => api('POST', at(), { who: { user }, body })
const namesOf = async (user: Person) => {
  const { json } = await api('GET', at(), { who: { user } })
  return (json.views as { name: string; mayChange: boolean }[]).map(
    ({ name, mayChange }) => `${name}${mayChange ? '*' : ''}`,
  )
}

test('a person sees their own views and the team’s, and may change some', async () => {
  await save(member, { name: 'own', query: 'q=a' })
  await save(member, { name: 'shared', query: 'q=b', isShared: true })
  expect(await namesOf(member)).toEqual(['own*', 'shared*'])
  expect(await namesOf(owner)).toEqual(['shared*'])
  expect(await namesOf(viewer)).toEqual(['shared'])
  expect((await save(viewer, { name: 'x', query: 'q=b', isShared: true })).code).toBe('forbidden')
  expect((await save(viewer, { name: 'mine', query: 'q=b' })).status).toBe(201)
})

test('a view that only its maker sees does not exist for others, not even owners', async () => {
  const { json } = await save(member, { name: 'private', query: 'q=a' })
  for (const method of ['PATCH', 'DELETE'] as const) {
    const body = method === 'PATCH' ? { name: 'x' } : undefined
    expect((await api(method, `/api/v1/views/${json.id}`, { who: { user: owner }, body })).code).toBe('not-found')
    expect((await api(method, `/api/v1/views/${json.id}`, { who: { user: member }, body })).status).toBe(204)
  }
})

test('a shared view is changed by its maker and by owners, and the log says so', async () => {
  const { json } = await save(owner, { name: 'first', query: 'q=a', isShared: true })
  const address = `/api/v1/views/${json.id}`
  expect((await api('PATCH', address, { who: { user: member }, body: { name: 'x' } })).code).toBe('forbidden')
  expect((await api('PATCH', address, { who: { user: owner }, body: { name: 'second' } })).status).toBe(204)
  expect((await api('DELETE', address, { who: { user: owner } })).status).toBe(204)
  expect((await api('DELETE', address, { who: { user: owner } })).code).toBe('not-found')
  const events = await db().auditEvent.findMany({
    where: { targetId: json.id },
    orderBy: [{ at: 'asc' }, { action: 'desc' }],
  })
  expect(events.map(({ action, targetName }) => [action, targetName]).sort()).toEqual([
    ['view.deleted', 'second'],
    ['view.renamed', 'second'],
    ['view.shared', 'first'],
  ])
})

describe('a query', () => {
  test('keeps the parameters of a view and nothing else', async () => {
    const { json } = await save(owner, { name: 'q', query: '?q=a+b&level=warn,error&session=x&token=secret&find=c' })
    expect(json.query).toBe('q=a+b&level=warn%2Cerror&find=c')
  })
  test.each([['session=x'], [''], ['q='], [`q=${'a'.repeat(VIEW_QUERY_CHARS_MAX)}`]])(
    '%.20s is refused',
    async (query) => {
      expect((await save(owner, { name: 'q', query })).code).toBe('invalid-input')
    },
  )
  test.each([[''], ['a'.repeat(81)], ['a\u202eb'], ['a\u0000b']])('the name %j is refused', async (name) => {
    expect((await save(owner, { name, query: 'q=a' })).code).toBe('invalid-input')
  })
})

test('a person and a team have a bounded number of views', async () => {
  const [person, other] = [await makePerson(), await makePerson()]
  const fill = async (teamId: string | null, count: number) => {
    for (let i = 0; i < count; i++) await createView({ teamId, createdById: person.id, name: `${i}`, query: 'q=a' })
  }
  await fill(null, LIMITS.userViewsMax)
  await fill(person.teamId, LIMITS.teamViewsMax)
  const address = `/api/v1/views?team=${person.teamId}`
  for (const isShared of [true, false]) {
    const answer = await api('POST', address, { who: { user: person }, body: { name: 'x', query: 'q=a', isShared } })
    expect(answer.code).toBe('limit-reached')
  }
  expect(
    (
      await api('POST', `/api/v1/views?team=${other.teamId}`, {
        who: { user: other },
        body: { name: 'x', query: 'q=a' },
      })
    ).status,
  ).toBe(201)
})

test('views go with their person and their team', async () => {
  const person = await makePerson()
  await createView({ teamId: null, createdById: person.id, name: 'a', query: 'q=a' })
  const { id } = await createView({ teamId: owner.teamId, createdById: member.id, name: 'b', query: 'q=a' })
  await db().user.delete({ where: { id: person.id } })
  expect(await db().savedView.count({ where: { createdById: person.id } })).toBe(0)
  expect(await db().savedView.count({ where: { id } })).toBe(1)
})
