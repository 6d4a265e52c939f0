/** Makes another member an owner in the caller's place. The caller stays on the team as a member. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { roleInTeam, transferTeam } from '#lib/server/db/teams.ts'
import { findUser } from '#lib/server/db/users.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'user',
  stepUp: true,
  input: z.strictObject({ userId: z.string().refine(isId, 'must be an id') }),
  run: async ({ caller, input, teamFor, audit }) => {
    const teamId = await teamFor('team.transfer')
    const { userId } = input
    const heir = (await roleInTeam(userId, teamId)) === null ? null : await findUser(userId)
    if (!heir) throw new AppError('not-found')
    if (!(await transferTeam(teamId, caller.user.id, userId)))
      throw new AppError('conflict', 'A team can be transferred only to another member whose account is not disabled.')
    await audit('team.transferred', { teamId, target: { kind: 'user', id: userId, name: heir.email } })
    liveRelay.peek()?.teamChanged(teamId, 'members')
    return { userId, role: 'owner' }
  },
})
