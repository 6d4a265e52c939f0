/** Makes a link with which a person sets a new password, once; an owner of the server hands it over. */
import { AppError } from '#lib/protocol/app-error.ts'
import { requireServerOwner } from '#lib/server/administration/server-owner.ts'
import { createResetLink } from '#lib/server/auth/reset-password.ts'
import { findUser } from '#lib/server/db/users.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  stepUp: true,
  run: async ({ caller, params, audit, nowMs }) => {
    requireServerOwner(caller.user)
    const user = await findUser(params.userId ?? '')
    if (!user) throw new AppError('not-found')
    const link = await createResetLink(user.id, caller.user.id, nowMs)
    await audit('password.reset-link-created', { target: { kind: 'user', id: user.id, name: user.email } })
    return created(link)
  },
})
