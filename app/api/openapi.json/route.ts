/** The HTTP API described for programs: OpenAPI 3.1. */
import { apiDocument } from '#app/_openapi/api-document.ts'
import { defineRoute, preflight } from '#lib/http/define-route.ts'

export const GET = defineRoute({ allow: 'anyone', isCrossOrigin: true, run: async () => apiDocument() })

export const OPTIONS = preflight
