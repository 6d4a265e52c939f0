/**
 * Changes the password, ends every other sign-in and closes its sockets. This browser gets a new cookie and stays signed in. If the
 * person asks for it, their API tokens and share links are revoked too.
 */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { changePassword } from '#lib/server/auth/account.ts'
import { clientAddressOf } from '#lib/server/auth/client-address.ts'
import { notify } from '#lib/server/auth/notify.ts'
import { revokeMadeBy } from '#lib/server/auth/revoke-made-by.ts'
import { sessionCookie } from '#lib/server/auth/session-cookie.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({
    current: z.string().max(1_000),
    next: z.string().max(1_000),
    revokesTokensAndLinks: z.boolean().default(false),
  }),
  run: async ({ caller, input, request, audit, nowMs }) => {
    const { id, email, signIn } = caller.user
    const claims = await changePassword(caller.user, input.current, input.next, clientAddressOf(request.headers))
    liveRelay.peek()?.cut({ kind: 'user', id }, 'session-revoked')
    const revoked = input.revokesTokensAndLinks ? await revokeMadeBy(id, nowMs) : { tokens: 0, links: 0 }
    await audit('password.changed', { target: { kind: 'user', id, name: email }, detail: revoked })
    await notify(caller.user, 'password-changed', noticeOrigin(request), nowMs)
    const cookie = await sessionCookie(claims, signIn.createdAtMs, nowMs)
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store', 'set-cookie': cookie } })
  },
})
