/** The sessions that run now, as the original relay told them; /api/sessions is the same. */
import { defineRoute, preflight } from '#lib/http/define-route.ts'
import { liveSessionsOf } from './_parts/live-rows.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  isCrossOrigin: true,
  run: async ({ caller }) => ({ sessions: liveSessionsOf(caller) }),
})

export const OPTIONS = preflight
