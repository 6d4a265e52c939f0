/** Removes a person's second factors, passkeys and recovery codes when they lost them. */
import { AppError } from '#lib/protocol/app-error.ts'
import { requireServerOwner } from '#lib/server/administration/server-owner.ts'
import { resetFactors } from '#lib/server/auth/second-factor.ts'
import { findUser } from '#lib/server/db/users.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  stepUp: true,
  run: async ({ caller, params, audit, nowMs }) => {
    requireServerOwner(caller.user)
    const user = await findUser(params.userId ?? '')
    if (!user) throw new AppError('not-found')
    await resetFactors(user.id, nowMs)
    const target = { kind: 'user', id: user.id, name: user.email }
    await audit('second-factor.removed', { target, detail: { by: 'administrator' } })
    return undefined
  },
})
