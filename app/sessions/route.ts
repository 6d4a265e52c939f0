/** Lists the live sessions in the format of the Dart relay. /api/sessions is the same. */

import { liveSessionsOf } from '#app/_queries/live-rows.ts'
import { defineRoute, preflight } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user-or-api',
  isCrossOrigin: true,
  run: async ({ caller }) => ({ sessions: liveSessionsOf(caller) }),
})

export const OPTIONS = preflight
