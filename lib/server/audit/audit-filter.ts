/** What people may ask of the audit log, as query parameters of the API and of the pages. */
import { z } from 'zod'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { AuditQuery } from '#lib/server/db/audit-events.ts'
import { AUDIT_GROUPS, GROUP_PREFIXES } from './audit-groups.ts'

export const AUDIT_TEXT_CHARS_MAX = 100

/** Milliseconds since 1970, in digits. */
const timeMs = z
  .string()
  .regex(/^\d{1,15}$/, 'must be milliseconds since 1970')
  .transform(Number)
  .optional()

export const auditFilter = z.strictObject({
  group: z.enum(AUDIT_GROUPS).optional(),
  actor: z.string().max(LIMITS.idCharsMax).optional(),
  text: z.string().trim().max(AUDIT_TEXT_CHARS_MAX).optional(),
  fromMs: timeMs,
  untilMs: timeMs,
})

export const auditPageInput = auditFilter.extend({ cursor: z.string().max(100).optional() })

export type AuditFilter = z.infer<typeof auditFilter>

/** `teamId` is null for everything on the server. */
export function auditQuery(teamId: string | null, filter: z.infer<typeof auditPageInput>): AuditQuery {
  const { group, actor, ...rest } = filter
  return { teamId, actorId: actor, actionPrefixes: group && GROUP_PREFIXES[group], ...rest }
}
