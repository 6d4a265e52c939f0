/** For load balancers and people: the server answers. */
import { version } from '#lib/config/version.ts'
import { defineRoute } from '#lib/http/define-route.ts'

export const GET = defineRoute({ allow: 'anyone', run: async () => ({ ok: true, version }) })
