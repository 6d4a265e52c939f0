/** Lists what a member created and still works, for the question whether to revoke it when they leave. */
import { AppError } from '#lib/protocol/app-error.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { createdBy } from '#lib/server/auth/revoke-created.ts'
import { roleInTeam } from '#lib/server/db/teams.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ caller, params, teamFor, nowMs }) => {
    const userId = params.userId ?? ''
    const teamId = await teamFor('team.read')
    await requireRight(caller, teamId, 'members.remove', userId)
    if ((await roleInTeam(userId, teamId)) === null) throw new AppError('not-found')
    return createdBy(teamId, userId, nowMs)
  },
})
