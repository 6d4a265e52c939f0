/** Accepts an invitation as the signed-in person: by its secret, or by the cookie of a browser that has shown the secret. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { forgottenInviteCookie, heldInviteOf } from '#lib/server/auth/held-invite.ts'
import { acceptInvite } from '#lib/server/auth/invite.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'user',
  // Somebody who came by the invitation may have to set up a second factor for this very team.
  accepts: ['factor-missing'],
  input: z.strictObject({
    invite: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Without it, the invite that this browser holds.' }),
  }),
  run: async ({ caller, input, request, nowMs, audit }) => {
    const heldId = heldInviteOf(request.headers.get('cookie'), nowMs)
    const key = input.invite !== undefined ? { secret: input.invite } : heldId !== null ? { heldId } : null
    if (!key) throw new AppError('invite-invalid')
    const { id, email } = caller.user
    const { teamId, role } = await acceptInvite(key, id, nowMs)
    if (role !== null) {
      await audit('member.joined', { teamId, target: { kind: 'user', id, name: email }, detail: { role } })
      liveRelay.peek()?.teamChanged(teamId, 'members')
    }
    const cookie = heldId === null ? {} : { 'set-cookie': forgottenInviteCookie() }
    return Response.json({ teamId }, { headers: { 'cache-control': 'no-store', ...cookie } })
  },
})
