/** Takes the authenticator app into use by its first code. Other browsers of the person then have to give a code too. */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { adoptFactor } from '#lib/server/auth/adopt-factor.ts'
import { notify } from '#lib/server/auth/notify.ts'
import { confirmTotp } from '#lib/server/auth/second-factor.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  accepts: ['factor-missing'],
  stepUp: true,
  input: z.strictObject({ code: z.string().min(1).max(40) }),
  run: async ({ caller: { user }, input, request, audit, nowMs }) => {
    await confirmTotp(user.id, input.code, nowMs)
    await audit('second-factor.added', { target: { kind: 'user', id: user.id, name: user.email } })
    await notify(user, 'second-factor-added', noticeOrigin(request), nowMs)
    return { recoveryCodes: await adoptFactor(user, nowMs) }
  },
})
