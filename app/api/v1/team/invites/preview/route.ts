/**
 * Says what an invitation is for, to a caller with its secret. A POST, so that the secret is in no address. With `hold`, this
 * browser may accept it for the next 15 minutes without sending the secret again, such as after signing in through a provider.
 */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { heldInviteCookie, heldInviteOf } from '#lib/server/auth/held-invite.ts'
import { previewInvite } from '#lib/server/auth/invite.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { takeInvitePreview } from '#lib/server/http/invite-preview-rate.ts'

export const POST = defineRoute({
  allow: 'optional-auth',
  input: z.strictObject({
    invite: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Without it, the invite that this browser holds.' }),
    hold: z.boolean().default(false),
  }),
  run: async ({ caller, input, request, nowMs }) => {
    await takeInvitePreview(request.headers)
    const heldId = heldInviteOf(request.headers.get('cookie'), nowMs)
    const key = input.invite !== undefined ? { secret: input.invite } : heldId !== null ? { heldId } : null
    if (!key) throw new AppError('invite-invalid')
    const userId = caller.kind === 'user' ? caller.user.id : null
    const { id, ...preview } = await previewInvite(key, userId, nowMs)
    const cookie = input.hold ? { 'set-cookie': heldInviteCookie(id, nowMs) } : {}
    return Response.json(preview, { headers: { 'cache-control': 'no-store', ...cookie } })
  },
})
