/** The caller's authenticator app: offers a secret to set up, and removes the app. */
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { notify } from '#lib/server/auth/notify.ts'
import { dropTotp, offerTotp } from '#lib/server/auth/second-factor.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  accepts: ['factor-missing'],
  stepUp: true,
  run: async ({ caller: { user } }) => created(await offerTotp(user)),
})

export const DELETE = defineRoute({
  allow: 'user',
  stepUp: true,
  run: async ({ caller: { user }, request, audit, nowMs }) => {
    await dropTotp(user.id, user.passkeys)
    await audit('second-factor.removed', { target: { kind: 'user', id: user.id, name: user.email } })
    await notify(user, 'second-factor-removed', noticeOrigin(request), nowMs)
    return undefined
  },
})
