/** Sends a link for a new password to an address that has an account. The answer is the same for every address. */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { requestReset } from '#lib/server/auth/reset-password.ts'
import { emailField } from '#lib/server/auth/sign-up-fields.ts'
import { afterAnswer } from '#lib/server/http/after-answer.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'public',
  input: z.strictObject({ email: emailField }),
  run: async ({ input, request, nowMs, audit }) => {
    const { isMailDelayed, send } = await requestReset(input.email, noticeOrigin(request), nowMs)
    afterAnswer('password.reset-requested', async () => {
      const user = await send()
      const target = user && { kind: 'user', id: user.id, name: user.email }
      if (target) await audit('password.reset-requested', { target })
    })
    return { isMailDelayed }
  },
})
