/** One session that runs now, as the original relay told it; /api/session/{id} is the same. */
import { AppError } from '#lib/errors.ts'
import { defineRoute, preflight } from '#lib/http/define-route.ts'
import { liveSessionOf } from '../../sessions/_parts/live-rows.ts'

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
