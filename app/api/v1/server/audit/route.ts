/** Lists the audit log of the whole server, newest first, in pages. Only for the server's owners. */
import { AppError } from '#lib/protocol/app-error.ts'
import { auditPageInput, auditQuery } from '#lib/server/audit/audit-filter.ts'
import { listAuditEvents } from '#lib/server/db/audit-events.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  input: auditPageInput,
  run: async ({ caller, input }) => {
    if (!caller.user.isServerOwner) throw new AppError('forbidden')
    return listAuditEvents(auditQuery(null, input))
  },
})
