/** Lists a team's open invitations, and creates one. Only that answer contains its link. */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { inviteToTeam } from '#lib/server/auth/invite.ts'
import { emailField } from '#lib/server/auth/sign-up-fields.ts'
import { config } from '#lib/server/config/env.ts'
import { listInvites, withdrawInvite } from '#lib/server/db/invites.ts'
import { findTeamName } from '#lib/server/db/teams.ts'
import { normalEmail } from '#lib/server/db/users.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'
import { queueMail } from '#lib/server/mail/mail-queue.ts'
import { takeMailOf } from '#lib/server/mail/sender-limiter.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

const DAYS = LIMITS.inviteExpiryMs / (24 * 3600_000)

export const GET = defineRoute({
  allow: 'user',
  run: async ({ teamFor, nowMs }) => ({ invites: await listInvites(await teamFor('members.invite'), nowMs) }),
})

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({
    role: z.enum(['owner', 'member', 'viewer']),
    email: emailField.optional().meta({ description: 'Sends the link there, and does not show it.' }),
  }),
  run: async ({ caller, input, request, teamFor, stepUp, nowMs, audit }) => {
    const teamId = await teamFor('members.invite')
    if (input.role === 'owner') stepUp()
    const { role } = input
    const email = input.email === undefined ? null : normalEmail(input.email)
    if (email !== null && !config().mail) throw new AppError('mail-off')
    if (email !== null) await takeMailOf(caller.user.id)
    const link = await inviteToTeam({ teamId, role, email, createdById: caller.user.id }, nowMs)
    try {
      // An owner who was removed or demoted meanwhile must not come back by an invitation of the last moment.
      await requireRight(caller, teamId, 'members.invite')
      if (email !== null) {
        const { locale } = noticeOrigin(request)
        const values = {
          url: link.url,
          team: (await findTeamName(teamId)) ?? '',
          inviter: caller.user.name,
          days: DAYS,
        }
        if (!(await queueMail({ to: email, name: 'team-invite', locale }, values, nowMs)))
          throw new AppError('too-many-requests', 'This address got too many mails. Try again later.')
      }
    } catch (error) {
      await withdrawInvite(link.id)
      throw error
    }
    const target = { kind: 'invite', id: link.id, name: email ?? '' }
    await audit('invite.created', { teamId, target, detail: { role, expiresAtMs: link.expiresAtMs } })
    liveRelay.peek()?.teamChanged(teamId, 'members')
    // A link that was mailed proves the address, so nobody else may have it.
    return created({ ...link, url: email === null ? link.url : null })
  },
})
