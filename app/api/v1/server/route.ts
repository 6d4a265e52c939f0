/** The server in numbers: what strangers may know, unless the operator keeps it for members; more for the server's owner. */
import { readStats } from '#app/server/_parts/read-stats.ts'
import { config } from '#lib/config/env.ts'
import { AppError } from '#lib/errors.ts'
import { defineRoute, preflight } from '#lib/http/define-route.ts'

export const GET = defineRoute({
  allow: 'whoever',
  isCrossOrigin: true,
  run: async ({ caller, nowMs }) => {
    if (caller.kind === 'anyone' && !config().isServerPagePublic) throw new AppError('not-signed-in')
    return readStats(caller.kind === 'user' && caller.user.isServerOwner, nowMs)
  },
})

export const OPTIONS = preflight
