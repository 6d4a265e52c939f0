/** Signs in with a passkey. The device has checked who holds it, so the sign-in is complete. */
import { z } from 'zod'
import { requestOrigin } from '#lib/server/auth/client-address.ts'
import { takeChallenge } from '#lib/server/auth/passkey-challenge.ts'
import { passkeyAnswer } from '#lib/server/auth/passkeys.ts'
import { requiredRelyingParty } from '#lib/server/auth/relying-party.ts'
import { signInWithPasskey } from '#lib/server/auth/sign-in-with-passkey.ts'
import { config } from '#lib/server/config/env.ts'
import { findPasskey } from '#lib/server/db/second-factors.ts'
import { findUser } from '#lib/server/db/users.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'public',
  input: z.strictObject({ passkey: passkeyAnswer }),
  run: async ({ input, request, audit, nowMs }) => {
    const cookieHeader = request.headers.get('cookie')
    const party = requiredRelyingParty(request.headers, config())
    const challenge = await takeChallenge(cookieHeader, 'sign-in', null, nowMs)
    const proof = { answer: input.passkey, challenge, party }
    const signedIn = signInWithPasskey(proof, { origin: requestOrigin(request.headers), cookieHeader }, nowMs)
    const cookies = await signedIn.catch(async (error: unknown) => {
      // One that belongs to nobody is noise, with which a stranger could push other events out of the log.
      const passkey = await findPasskey(input.passkey.id)
      const user = passkey && (await findUser(passkey.userId))
      const target = user && { kind: 'user', id: user.id, name: user.email }
      if (target) await audit('sign-in.failed', { outcome: 'refused', detail: { method: 'passkey' }, target })
      throw error
    })
    const headers = new Headers({ 'cache-control': 'no-store' })
    for (const cookie of cookies) headers.append('set-cookie', cookie)
    return new Response(null, { status: 204, headers })
  },
})
