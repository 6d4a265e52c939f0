/**
 * Creates a person and their team; on a server with mail, once the link in it is opened. With `setup` the person owns an empty
 * server; with `invite` they join that team and get none of their own. An
 * address that has an account gets the same answer and nothing is created, so that nobody can ask who has one.
 */
import { z } from 'zod'
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { clientAddressOf, isAddressMeaningful, requestOrigin } from '#lib/server/auth/client-address.ts'
import { heldInviteOf } from '#lib/server/auth/held-invite.ts'
import { knownBrowserCookie } from '#lib/server/auth/known-browser.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { requestSignUp } from '#lib/server/auth/pending-sign-up.ts'
import { sessionCookie } from '#lib/server/auth/session-cookie.ts'
import { takeSignUpAttempt } from '#lib/server/auth/sign-in-limiter.ts'
import { newUserId, signUp } from '#lib/server/auth/sign-up.ts'
import { emailField, nameField } from '#lib/server/auth/sign-up-fields.ts'
import { config } from '#lib/server/config/env.ts'
import type { User } from '#lib/server/db/users.ts'
import { afterAnswer } from '#lib/server/http/after-answer.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

const secret = z.string().min(1).max(200).optional()

export const POST = defineRoute({
  allow: 'public',
  input: z.strictObject({
    email: emailField,
    password: z.string().max(1_000),
    name: nameField,
    invite: secret,
    heldInvite: z.boolean().default(false).meta({ description: 'Accepts the invite that this browser holds.' }),
    setup: secret,
  }),
  run: async ({ input, request, nowMs, audit }) => {
    const isShared = !isAddressMeaningful(request.headers)
    await takeSignUpAttempt(clientAddressOf(request.headers), { isShared })
    const { heldInvite, ...account } = input
    const heldInviteId = heldInvite ? heldInviteOf(request.headers.get('cookie'), nowMs) : null
    const signUpRequest = { ...account, heldInviteId, origin: requestOrigin(request.headers) }
    const pending = await requestSignUp(signUpRequest, noticeOrigin(request), nowMs)
    if (pending) {
      afterAnswer('account.created', pending.send)
      const { isMailDelayed } = pending
      return created({ userId: newUserId(), isConfirmationSent: true, isMailDelayed })
    }
    // With mail, only the set-up owner and people whose invitation was mailed to this address get here.
    const isEmailVerified = config().mail !== null && input.setup === undefined
    const user = await signUp({ ...signUpRequest, isEmailVerified }, nowMs)
    if (user) {
      const target = { kind: 'user', id: user.id, name: user.email }
      await audit('account.created', {
        target,
        detail: { method: 'password', isByInvite: input.invite !== undefined || heldInviteId !== null },
      })
      if (user.isServerOwner) await audit('server.set-up', { target })
    }
    const answer = created({ userId: user?.id ?? newUserId() })
    if (user?.isServerOwner) {
      answer.headers.append('set-cookie', await cookieOfOwner(user, request.headers, nowMs))
      answer.headers.append('set-cookie', knownBrowserCookie(request.headers.get('cookie'), user.email))
    }
    return answer
  },
})

/** The owner of a new server is signed in at once: the server may accept no passwords, and they have nothing else yet. */
async function cookieOfOwner(user: User, headers: Headers, nowMs: number): Promise<string> {
  const origin = requestOrigin(headers)
  return sessionCookie(await openSignIn(user, { method: 'setup', secondFactorAtMs: null }, origin, nowMs), nowMs, nowMs)
}
