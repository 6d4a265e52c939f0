/** Labels over the API: who sets them, what lists say, what is refused, and what the audit log keeps. */
import { beforeAll, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { db } from '#lib/server/db/client.ts'
import { api, recordRelay } from '#tests/support/api.ts'
import { makePerson, makeSession, type Person, withDatabase } from '#tests/support/database.ts'

withDatabase()

let owner: Person
let deviceId: string
beforeAll(async () => {
  recordRelay()
  owner = await makePerson()
  deviceId = (await makeSession(owner, randomId(), Date.now(), 'labeled')).deviceId
  await makeSession(owner, randomId(), Date.now(), 'other')
})

const change = (body: object) => api('PATCH', `/api/v1/devices/${deviceId}`, { who: { user: owner }, body })
const found = async (query: string) =>
  ((await api('GET', `/api/v1/devices?team=${owner.teamId}&${query}`, { who: { user: owner } })).json.devices as {
    id: string
    labels: string[]
  }[]) ?? []

test('labels are set beside the name or alone, and the list finds them in any spelling', async () => {
  expect((await change({ labels: ['Staging', 'QA lab'] })).json).toMatchObject({ labels: ['qa-lab', 'staging'] })
  const both = await change({ name: 'Lab', labels: ['staging'] })
  expect(both.json).toMatchObject({ name: 'Lab', labels: ['staging'] })
  expect((await change({ name: 'Lab phone' })).json).toMatchObject({ labels: ['staging'] })
  expect(await found('label=STAGING')).toMatchObject([{ id: deviceId, labels: ['staging'] }])
  expect(await found('label=stag')).toEqual([])
  expect(await found('')).toHaveLength(2)
})

test('what is no label is refused, with the reason', async () => {
  const answer = await change({ labels: ['a/b'] })
  expect(answer).toMatchObject({ status: 400, code: 'invalid-input' })
  expect(JSON.stringify(answer.json)).toContain('a/b')
  const many = Array.from({ length: LIMITS.deviceLabelsMax + 1 }, (_, i) => `l${i}`)
  expect((await change({ labels: many })).code).toBe('limit-reached')
  expect((await change({})).code).toBe('invalid-input')
})

test('the audit log has the labels before and after, and nothing when they stay', async () => {
  await change({ labels: ['a'] })
  const before = await db().auditEvent.count()
  await change({ labels: ['B', 'a'] })
  await change({ labels: ['a', 'b', 'A'] })
  const events = await db().auditEvent.findMany({ orderBy: [{ at: 'asc' }, { id: 'asc' }] })
  expect(events.slice(before)).toMatchObject([
    { action: 'device.labeled', targetId: deviceId, detail: JSON.stringify({ labels: 'a, b', before: 'a' }) },
  ])
})
