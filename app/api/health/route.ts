/** For load balancers and people: the server answers. */
import { version } from '#lib/config/version.ts'
import { defineRoute, preflight } from '#lib/http/define-route.ts'

export const GET = defineRoute({ allow: 'anyone', isCrossOrigin: true, run: async () => ({ ok: true, version }) })

export const OPTIONS = preflight
