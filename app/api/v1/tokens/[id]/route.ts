/** One token: revoking it cuts everything that came in with it. */
import { requireRight } from '#lib/auth/caller.ts'
import { findToken, revokeToken } from '#lib/db/tokens.ts'
import { AppError } from '#lib/errors.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, nowMs }) => {
    const token = await findToken(params.id ?? '')
    if (!token) throw new AppError('not-found')
    await requireRight(caller, token.teamId, 'tokens.revoke', token.createdById)
    await revokeToken(token.id, nowMs)
    liveRelay.peek()?.cut({ kind: 'token', id: token.id }, 'token-revoked')
    liveRelay.peek()?.teamChanged(token.teamId, 'tokens')
    return undefined
  },
})
