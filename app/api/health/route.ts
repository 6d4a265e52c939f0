/** Health check for load balancers and people. */
import { version } from '#lib/server/config/version.ts'
import { defineRoute, preflight } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({ allow: 'public', isCrossOrigin: true, run: async () => ({ ok: true, version }) })

export const OPTIONS = preflight
