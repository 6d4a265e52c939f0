/** Server statistics: totals for everyone unless the operator keeps them for members, details for the server's owner. */
import { z } from 'zod'
import { readStats } from '#app/_queries/read-stats.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { assertHasFactor, setOwnersNeedFactor } from '#lib/server/auth/factor-policy.ts'
import { config } from '#lib/server/config/env.ts'
import { defineRoute, preflight } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'optional-auth',
  isCrossOrigin: true,
  run: async ({ caller, nowMs }) => {
    if (caller.kind === 'public' && !config().isServerPagePublic) throw new AppError('not-signed-in')
    return readStats(caller.kind === 'user' && caller.user.isServerOwner, nowMs)
  },
})

export const PATCH = defineRoute({
  allow: 'user',
  stepUp: true,
  input: z.strictObject({ ownersNeedSecondFactor: z.boolean() }),
  run: async ({ caller: { user }, input: { ownersNeedSecondFactor }, audit }) => {
    if (!user.isServerOwner) throw new AppError('forbidden')
    if (ownersNeedSecondFactor) assertHasFactor(user)
    await setOwnersNeedFactor(ownersNeedSecondFactor)
    await audit('server.settings-changed', { detail: { ownersNeedSecondFactor } })
    return { ownersNeedSecondFactor }
  },
})

export const OPTIONS = preflight
