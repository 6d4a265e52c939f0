/** Deletes a team with everything in it, for owners of the server. */
import { AppError } from '#lib/protocol/app-error.ts'
import { requireServerOwner } from '#lib/server/administration/server-owner.ts'
import { deleteTeamAndCut } from '#lib/server/auth/delete-team.ts'
import { findTeamName } from '#lib/server/db/teams.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const DELETE = defineRoute({
  allow: 'user',
  stepUp: true,
  run: async ({ caller, params, audit, nowMs }) => {
    requireServerOwner(caller.user)
    const id = params.teamId ?? ''
    const name = await findTeamName(id)
    if (name === null || !(await deleteTeamAndCut(id, nowMs))) throw new AppError('not-found')
    await audit('team.deleted', { teamId: id, target: { kind: 'team', id, name } })
    return undefined
  },
})
