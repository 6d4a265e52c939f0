/** The table of permissions, written as sentences. */
import { describe, expect, test } from 'vitest'
import { type Action, isAllowed, PERMISSIONS } from '#lib/server/auth/permissions.ts'

const ACTIONS = Object.keys(PERMISSIONS) as Action[]

test('an owner may do everything', () => {
  for (const action of ACTIONS) expect(isAllowed('owner', action), action).toBe(true)
})

test('nobody may do more than an owner, and a viewer no more than a member', () => {
  const rank = { no: 0, own: 1, yes: 2 }
  for (const action of ACTIONS) {
    const { owner, member, viewer } = PERMISSIONS[action]
    expect(rank[member], action).toBeLessThanOrEqual(rank[owner])
    expect(rank[viewer], action).toBeLessThanOrEqual(rank[member])
  }
})

test('an API token can only read', () => {
  for (const action of ACTIONS)
    if (!action.endsWith('.read')) expect(isAllowed('api', action, true), action).toBe(false)
})

test('a viewer watches, sees the team and may leave it', () => {
  const allowed = ACTIONS.filter((action) => isAllowed('viewer', action, true))
  expect(allowed.sort()).toEqual(['devices.read', 'members.remove', 'sessions.read', 'team.read', 'views.read'])
  expect(isAllowed('viewer', 'members.remove', false)).toBe(false)
})

test('a member cannot change the team or its people, forget devices or read the audit log', () => {
  const refused = ACTIONS.filter((action) => !isAllowed('member', action, true))
  expect(refused.sort()).toEqual([
    'audit.read',
    'devices.forget',
    'members.change',
    'members.invite',
    'team.delete',
    'team.rename',
    'team.switches',
    'team.transfer',
  ])
})

describe('a member revokes only what they created', () => {
  test.each(['tokens.revoke', 'links.revoke'] as const)('%s', (action) => {
    expect(isAllowed('member', action, true)).toBe(true)
    expect(isAllowed('member', action, false)).toBe(false)
  })
})
