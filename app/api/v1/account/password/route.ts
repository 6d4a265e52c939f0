/** A new password: ends every other sign-in and cuts its sockets; this browser gets a fresh cookie and stays. */
import { z } from 'zod'
import { changePassword } from '#lib/auth/account.ts'
import { clientAddressOf } from '#lib/auth/client-address.ts'
import { sessionCookie } from '#lib/auth/session-cookie.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({ current: z.string().max(1_000), next: z.string().max(1_000) }),
  run: async ({ caller, input, request }) => {
    const claims = await changePassword(caller.user, input.current, input.next, clientAddressOf(request.headers))
    liveRelay.peek()?.cut({ kind: 'user', id: caller.user.id }, 'session-revoked')
    return new Response(null, {
      status: 204,
      headers: { 'cache-control': 'no-store', 'set-cookie': await sessionCookie(claims) },
    })
  },
})
