/** Makes new recovery codes; the earlier ones stop working. Only this answer contains them. */
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { notify } from '#lib/server/auth/notify.ts'
import { renewRecoveryCodes } from '#lib/server/auth/recovery-codes.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  stepUp: true,
  run: async ({ caller: { user }, request, audit, nowMs }) => {
    if (!user.hasTotp && user.passkeys === 0)
      throw new AppError('conflict', 'Recovery codes stand in for a second factor. Set one up first.')
    const recoveryCodes = await renewRecoveryCodes(user.id, nowMs)
    await audit('recovery-codes.created', { target: { kind: 'user', id: user.id, name: user.email } })
    await notify(user, 'recovery-codes-created', noticeOrigin(request), nowMs)
    return created({ recoveryCodes })
  },
})
