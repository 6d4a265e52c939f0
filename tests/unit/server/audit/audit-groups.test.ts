/** Every act is in exactly one group of the filter, so that filtering by each group finds everything once. */
import { expect, test } from 'vitest'
import { AUDIT_ACTIONS } from '#lib/server/audit/audit-actions.ts'
import { AUDIT_GROUPS, GROUP_PREFIXES, groupOf } from '#lib/server/audit/audit-groups.ts'

test.each(AUDIT_ACTIONS)('%s is in one group', (action) => {
  const groups = AUDIT_GROUPS.filter((group) => GROUP_PREFIXES[group].some((prefix) => action.startsWith(prefix)))
  expect(groups).toEqual([groupOf(action)])
})

test('an action of another version is in none', () => {
  expect(groupOf('robot.danced')).toBeNull()
})
