/** One member of a team: another role, or no longer one. Anybody may leave; a team always keeps an owner. */
import { z } from 'zod'
import { requireRight } from '#lib/auth/caller.ts'
import { changeRole, removeMember, roleInTeam } from '#lib/db/teams.ts'
import { revokeApiTokensOf } from '#lib/db/tokens.ts'
import { AppError } from '#lib/errors.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

const LAST_OWNER = 'A team needs an owner. Make somebody else one first.'

export const PATCH = defineRoute({
  allow: 'user',
  input: z.strictObject({ role: z.enum(['owner', 'member', 'viewer']) }),
  run: async ({ input, params, teamFor }) => {
    const userId = params.userId ?? ''
    const teamId = await teamFor('members.change')
    if ((await roleInTeam(userId, teamId)) === null) throw new AppError('not-found')
    if (!(await changeRole(teamId, userId, input.role))) throw new AppError('conflict', LAST_OWNER)
    liveRelay.peek()?.teamChanged(teamId, 'members')
    return { userId, role: input.role }
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, teamFor }) => {
    const userId = params.userId ?? ''
    const teamId = await teamFor('team.read')
    await requireRight(caller, teamId, 'members.remove', userId)
    if ((await roleInTeam(userId, teamId)) === null) throw new AppError('not-found')
    if (!(await removeMember(teamId, userId))) throw new AppError('conflict', LAST_OWNER)
    const relay = liveRelay.peek()
    relay?.cut({ kind: 'membership', userId, teamId }, 'forbidden')
    // An API token watches for whoever holds it. Device tokens and links are the team's: apps and guests rely on them.
    for (const id of await revokeApiTokensOf(teamId, userId, Date.now()))
      relay?.cut({ kind: 'token', id }, 'token-revoked')
    relay?.teamChanged(teamId, 'members')
    relay?.teamChanged(teamId, 'tokens')
    return undefined
  },
})
