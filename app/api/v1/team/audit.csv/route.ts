/** The team's audit log as a CSV file, with the same filter as the list. */
import { auditFilter, auditQuery } from '#lib/server/audit/audit-filter.ts'
import { auditExport } from '#lib/server/http/audit-export.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  input: auditFilter,
  run: async ({ caller, input, teamFor, audit }) => {
    const teamId = await teamFor('audit.read')
    const file = auditExport({ query: auditQuery(teamId, input), userId: caller.user.id, fileName: 'audit-log.csv' })
    await audit('audit.exported', { teamId })
    return file
  },
})
