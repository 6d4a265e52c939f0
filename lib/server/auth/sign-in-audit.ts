/** What the audit log gets to know of signing in and out. */
import { type AuditActor, type AuditOrigin, recordAudit, STRANGER } from '#lib/server/audit/audit.ts'
import { findUserByEmail, type User } from '#lib/server/db/users.ts'

type Person = Pick<User, 'id' | 'email'>

const actorOf = ({ id, email }: Person): AuditActor => ({ kind: 'user', id, name: email })

export async function auditSignedIn(person: Person, method: string, origin: AuditOrigin, nowMs: number): Promise<void> {
  await recordAudit('sign-in.succeeded', actorOf(person), origin, { detail: { method } }, nowMs)
}

export async function auditSignedOut(person: Person, origin: AuditOrigin, nowMs: number): Promise<void> {
  await recordAudit('sign-in.signed-out', actorOf(person), origin, {}, nowMs)
}

/**
 * An attempt that was turned down, or the one that a lock refused first. Names the account if there is one; what else was typed
 * stays unknown, because people type passwords into the wrong field.
 */
export async function auditRefusedSignIn(
  action: 'sign-in.failed' | 'sign-in.locked',
  email: string,
  reason: string,
  origin: AuditOrigin,
  nowMs: number,
): Promise<void> {
  const user = await findUserByEmail(email)
  const target = user && { kind: 'user', id: user.id, name: user.email }
  await recordAudit(
    action,
    STRANGER,
    origin,
    { outcome: 'refused', detail: { reason }, ...(target && { target }) },
    nowMs,
  )
}
