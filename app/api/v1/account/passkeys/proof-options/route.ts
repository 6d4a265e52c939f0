/** Options for the browser to prove with one of the caller's passkeys who they are, and a cookie with their challenge. */
import { createChallenge } from '#lib/server/auth/passkey-challenge.ts'
import { proofOptions } from '#lib/server/auth/passkeys.ts'
import { requiredRelyingParty } from '#lib/server/auth/relying-party.ts'
import { config } from '#lib/server/config/env.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  accepts: ['factor-required'],
  run: async ({ caller: { user }, request, nowMs }) => {
    const party = requiredRelyingParty(request.headers, config())
    const { challenge, setCookie } = createChallenge('prove', user.id, nowMs)
    const answer = created({ options: await proofOptions(user.id, party, challenge) })
    answer.headers.set('set-cookie', setCookie)
    return answer
  },
})
