/** The OpenAPI 3.1 description of the HTTP API. */
import { apiDocument } from '#app/_openapi/api-document.ts'
import { defineRoute, preflight } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({ allow: 'public', isCrossOrigin: true, run: async () => apiDocument() })

export const OPTIONS = preflight
