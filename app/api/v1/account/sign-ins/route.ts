/** The browsers that are signed in to the caller's account. */
import { signInsOf } from '#lib/server/auth/list-sign-ins.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ caller, nowMs }) => ({ signIns: await signInsOf(caller.user, nowMs) }),
})
