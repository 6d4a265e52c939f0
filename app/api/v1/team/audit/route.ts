/** Lists the team's audit log, newest first, in pages. */
import { auditPageInput, auditQuery } from '#lib/server/audit/audit-filter.ts'
import { listAuditEvents } from '#lib/server/db/audit-events.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  input: auditPageInput,
  run: async ({ input, teamFor }) => listAuditEvents(auditQuery(await teamFor('audit.read'), input)),
})
