/** The audit log of the whole server as a CSV file, with the same filter as the list. Only for the server's owners. */
import { AppError } from '#lib/protocol/app-error.ts'
import { auditFilter, auditQuery } from '#lib/server/audit/audit-filter.ts'
import { auditExport } from '#lib/server/http/audit-export.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  input: auditFilter,
  run: async ({ caller, input, audit }) => {
    if (!caller.user.isServerOwner) throw new AppError('forbidden')
    const query = auditQuery(null, input)
    const file = auditExport({ query, userId: caller.user.id, fileName: 'server-audit-log.csv' })
    await audit('audit.exported')
    return file
  },
})
