/** Takes the second factor of a sign-in that waits for it: a code, a recovery code or a passkey. */
import { noticeOrigin } from '#app/api/v1/account/notice-origin.ts'
import { notify } from '#lib/server/auth/notify.ts'
import { factorProof, methodOf, proveIdentity } from '#lib/server/auth/prove-identity.ts'
import { countRecoveryCodes } from '#lib/server/db/second-factors.ts'
import { completeSignIn } from '#lib/server/db/sign-ins.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  accepts: ['factor-required'],
  input: factorProof,
  run: async ({ caller: { user }, input, request, audit, nowMs }) => {
    const method = methodOf(input)
    const target = { kind: 'user', id: user.id, name: user.email }
    try {
      await proveIdentity(user, input, request.headers, nowMs)
    } catch (error) {
      await audit('sign-in.failed', { outcome: 'refused', detail: { method }, target })
      throw error
    }
    await completeSignIn(user.signIn.id, nowMs)
    const recoveryCodes = await countRecoveryCodes(user.id)
    if (method === 'recovery-code') {
      await audit('recovery-code.used', { target, detail: { left: recoveryCodes } })
      await notify(user, 'recovery-code-used', noticeOrigin(request), nowMs)
    } else await audit('sign-in.confirmed', { detail: { method }, target })
    return { recoveryCodes }
  },
})
