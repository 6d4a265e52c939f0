/** Sets a new password with a one-time link, and ends every sign-in of the person. The page signs in afterward. */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { resetPassword } from '#lib/server/auth/reset-password.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'public',
  input: z.strictObject({ secret: z.string().min(1).max(200), password: z.string().max(1_000) }),
  run: async ({ input, request, nowMs, audit }) => {
    const { id, email } = await resetPassword(input.secret, input.password, noticeOrigin(request), nowMs)
    liveRelay.peek()?.cut({ kind: 'user', id }, 'session-revoked')
    await audit('password.reset', { target: { kind: 'user', id, name: email } })
    return { email }
  },
})
