/** Ends every sign-in of the caller, including this one, and closes their sockets. */
import { endAllSignIns } from '#lib/server/auth/end-sign-ins.ts'
import { noSessionCookie } from '#lib/server/auth/session-cookie.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  run: async ({ caller, audit, nowMs }) => {
    const { id, email } = caller.user
    await endAllSignIns(id, nowMs)
    await audit('sign-in.ended', { target: { kind: 'user', id, name: email }, detail: { which: 'all' } })
    return new Response(null, {
      status: 204,
      headers: { 'cache-control': 'no-store', 'set-cookie': noSessionCookie() },
    })
  },
})
