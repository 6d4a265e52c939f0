/** Whether members of a team need a second factor. Those without one lose their sockets at once, and set one up first. */
import { z } from 'zod'
import { assertHasFactor } from '#lib/server/auth/factor-policy.ts'
import { findTeamName, membersWithoutFactor, setTeamSwitches } from '#lib/server/db/teams.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const PATCH = defineRoute({
  allow: 'user',
  stepUp: true,
  input: z.strictObject({ requiresSecondFactor: z.boolean() }),
  run: async ({ caller: { user }, input: { requiresSecondFactor }, teamFor, audit }) => {
    const id = await teamFor('team.switches')
    if (requiresSecondFactor) assertHasFactor(user)
    await setTeamSwitches(id, { requiresSecondFactor })
    const target = { kind: 'team', id, name: (await findTeamName(id)) ?? '' }
    await audit('team.settings-changed', { teamId: id, target, detail: { requiresSecondFactor } })
    if (requiresSecondFactor)
      for (const userId of await membersWithoutFactor(id))
        liveRelay.peek()?.cut({ kind: 'user', id: userId }, 'session-revoked')
    liveRelay.peek()?.teamChanged(id, 'members')
    return { id, requiresSecondFactor }
  },
})
