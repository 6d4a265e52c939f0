/** Revokes a token, which closes every connection made with it. */

import { AppError } from '#lib/protocol/app-error.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { findToken, revokeToken } from '#lib/server/db/tokens.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, nowMs, audit }) => {
    const token = await findToken(params.id ?? '')
    if (!token) throw new AppError('not-found')
    await requireRight(caller, token.teamId, 'tokens.revoke', token.createdById)
    const { id, teamId, name, kind } = token
    if (await revokeToken(id, nowMs))
      await audit('token.revoked', { teamId, target: { kind: 'token', id, name }, detail: { kind } })
    liveRelay.peek()?.cut({ kind: 'token', id: token.id }, 'token-revoked')
    liveRelay.peek()?.teamChanged(token.teamId, 'tokens')
    return undefined
  },
})
