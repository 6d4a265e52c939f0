/** Takes an invitation for the person who is signed in. */
import { z } from 'zod'
import { acceptInvite } from '#lib/auth/invite.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({ invite: z.string().min(1).max(200) }),
  run: async ({ caller, input, nowMs }) => {
    const teamId = await acceptInvite(input.invite, caller.user.id, nowMs)
    liveRelay.peek()?.teamChanged(teamId, 'members')
    return { teamId }
  },
})
