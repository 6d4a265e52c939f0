/** Ends one sign-in of the caller and closes its sockets. */
import { AppError } from '#lib/protocol/app-error.ts'
import { endOneSignIn } from '#lib/server/auth/end-sign-ins.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, audit, nowMs }) => {
    const id = params.id ?? ''
    if (!(await endOneSignIn(id, caller.user.id, nowMs))) throw new AppError('not-found')
    await audit('sign-in.ended', { target: { kind: 'sign-in', id }, detail: { which: 'one' } })
    return undefined
  },
})
