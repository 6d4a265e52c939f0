/**
 * Writes the audit log: a row in the database and, if the settings say so, a line of JSON on stdout. Holds names and ids, never
 * content or secrets. An act that happened is not undone because its row could not be written; the line says so then.
 */
import { cleanName } from '#lib/protocol/names.ts'
import { config } from '#lib/server/config/env.ts'
import { createAuditEvent, type NewAuditEvent } from '#lib/server/db/audit-events.ts'
import type { AuditAction } from './audit-actions.ts'

/** `operator`: the command line. `system`: the server itself. `stranger`: somebody who is not signed in. */
export type AuditActorKind = 'user' | 'api-token' | 'operator' | 'system' | 'stranger'

export interface AuditActor {
  kind: AuditActorKind
  id: string | null
  name: string
}

/** Where a request came from; empty for the command line and the server itself. */
export interface AuditOrigin {
  address: string
  userAgent: string
}

export interface AuditFacts {
  /** `refused` for an attempt that was turned down; absent means it was done. */
  outcome?: 'done' | 'refused'
  /** Null or absent for what concerns an account or the server. */
  teamId?: string | null
  target?: { kind: string; id: string; name?: string }
  /** A few short values, such as a role before and after. */
  detail?: Readonly<Record<string, string | number | boolean | null>>
}

export const OPERATOR: AuditActor = { kind: 'operator', id: null, name: 'command line' }
export const SYSTEM: AuditActor = { kind: 'system', id: null, name: 'server' }
export const STRANGER: AuditActor = { kind: 'stranger', id: null, name: '' }
export const NOWHERE: AuditOrigin = { address: '', userAgent: '' }

const TEXT_CHARS_MAX = 300
const DETAIL_CHARS_MAX = 2_000

/** Never throws. Texts are cut to 300 characters, the details to 2,000. */
export async function recordAudit(
  action: AuditAction,
  actor: AuditActor,
  origin: AuditOrigin,
  facts: AuditFacts,
  nowMs: number,
): Promise<void> {
  const { outcome = 'done', teamId = null, target, detail = {} } = facts
  const event: NewAuditEvent = {
    at: new Date(nowMs),
    action,
    outcome,
    teamId,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: cut(actor.name),
    targetKind: target?.kind ?? null,
    targetId: target?.id ?? null,
    targetName: cut(target?.name ?? ''),
    address: cut(origin.address),
    userAgent: cut(origin.userAgent),
    detail: detailText(detail),
  }
  if (config().audit.isOnStdout) console.log(JSON.stringify({ audit: event }))
  await createAuditEvent(event).catch((error: unknown) => {
    const reason = error instanceof Error ? error.name : 'unknown'
    console.error(`${event.at.toISOString()} audit: could not store ${action} (${reason})`)
  })
}

/** Control characters forge lines, and others forge names; PostgreSQL rejects half of a surrogate pair. */
function cut(text: string): string {
  return cleanName(text.slice(0, TEXT_CHARS_MAX).toWellFormed())
}

function detailText(detail: NonNullable<AuditFacts['detail']>): string {
  const text = JSON.stringify(detail, (_, value: unknown) => (typeof value === 'string' ? cut(value) : value))
  return text.length <= DETAIL_CHARS_MAX ? text : JSON.stringify({ cut: text.slice(0, DETAIL_CHARS_MAX - 100) })
}
