/** Invites somebody into a team: answers with the link to pass on, this once. */
import { z } from 'zod'
import { inviteToTeam } from '#lib/auth/invite.ts'
import { created, defineRoute } from '#lib/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({ role: z.enum(['owner', 'member', 'viewer']) }),
  run: async ({ caller, input, teamFor, nowMs }) =>
    created(await inviteToTeam(await teamFor('members.invite'), input.role, caller.user.id, nowMs)),
})
