/** Options for the browser to make a passkey with, and a cookie with their challenge. */
import { createChallenge } from '#lib/server/auth/passkey-challenge.ts'
import { addOptions } from '#lib/server/auth/passkeys.ts'
import { requiredRelyingParty } from '#lib/server/auth/relying-party.ts'
import { config } from '#lib/server/config/env.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  accepts: ['factor-missing'],
  stepUp: true,
  run: async ({ caller: { user }, request, nowMs }) => {
    const party = requiredRelyingParty(request.headers, config())
    const { challenge, setCookie } = createChallenge('add', user.id, nowMs)
    const answer = created({ options: await addOptions(user, party, challenge) })
    answer.headers.set('set-cookie', setCookie)
    return answer
  },
})
