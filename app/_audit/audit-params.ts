/** The audit log's filter as pages get it: what is not valid is left out, so that an old or wrong address still shows something. */
import { auditPageInput } from '#lib/server/audit/audit-filter.ts'
import type { AuditParams } from './audit-href.ts'

export type AuditSearchParams = Promise<Record<string, string | string[] | undefined>>

const NAMES = ['group', 'actor', 'text', 'fromMs', 'untilMs', 'cursor'] as const

export async function readAuditParams(searchParams: AuditSearchParams) {
  const given = await searchParams
  const params: AuditParams & { cursor?: string } = {}
  for (const name of NAMES) {
    const value = given[name]
    if (typeof value === 'string' && value && auditPageInput.safeParse({ [name]: value }).success) params[name] = value
  }
  return { params, filter: auditPageInput.parse(params) }
}
