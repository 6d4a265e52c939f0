/** Options for the browser to sign in with a passkey of this site, and a cookie with their challenge. */
import { createChallenge } from '#lib/server/auth/passkey-challenge.ts'
import { proofOptions } from '#lib/server/auth/passkeys.ts'
import { requiredRelyingParty } from '#lib/server/auth/relying-party.ts'
import { config } from '#lib/server/config/env.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'public',
  run: async ({ request, nowMs }) => {
    const party = requiredRelyingParty(request.headers, config())
    const { challenge, setCookie } = createChallenge('sign-in', null, nowMs)
    const answer = created({ options: await proofOptions(null, party, challenge) })
    answer.headers.set('set-cookie', setCookie)
    return answer
  },
})
