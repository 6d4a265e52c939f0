/** Describes one live session in the format of the Dart relay. /api/session/{id} is the same. */

import { liveSessionOf } from '#app/_queries/live-rows.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { defineRoute, preflight } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  isCrossOrigin: true,
  run: async ({ caller, params }) => {
    const session = liveSessionOf(caller, params.id ?? '')
    if (!session) throw new AppError('session-unknown')
    return session
  },
})

export const OPTIONS = preflight
