/** Withdraws an invitation that nobody has used. */
import { AppError } from '#lib/protocol/app-error.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { findInvite, withdrawInvite } from '#lib/server/db/invites.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, audit }) => {
    const invite = await findInvite({ id: params.id ?? '' })
    if (!invite) throw new AppError('not-found')
    const { id, teamId, role, email } = invite
    await requireRight(caller, teamId, 'invites.withdraw', invite.createdById)
    if (!(await withdrawInvite(id))) throw new AppError('not-found', 'This invite has been used.')
    await audit('invite.withdrawn', { teamId, target: { kind: 'invite', id, name: email ?? '' }, detail: { role } })
    liveRelay.peek()?.teamChanged(teamId, 'members')
    return undefined
  },
})
