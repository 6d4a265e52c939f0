/** Applies the retention of past sessions and devices at once, as the settings say or sooner. */
import { NOWHERE, OPERATOR, recordAudit } from '#lib/server/audit/audit.ts'
import { config } from '#lib/server/config/env.ts'
import { applyRetention, type RetentionCount } from '#lib/server/retention.ts'
import { markRightsChanged } from './rights-changed.ts'

/** `olderThanMs` only makes it stricter. Running servers end the viewers of what was deleted within a second. */
export async function pruneNow(olderThanMs: number | undefined): Promise<RetentionCount> {
  const { retention } = config()
  const sessionsMs = Math.min(retention.sessionsMs, olderThanMs ?? retention.sessionsMs)
  const relay = { cut: () => {}, teamChanged: () => {}, mayBeWatched: () => false }
  const count = await applyRetention(
    { settings: { ...retention, sessionsMs }, relay, pause: async () => {} },
    Date.now(),
  )
  const detail = { sessions: count.sessions, devices: count.devices }
  await recordAudit('sessions.pruned', OPERATOR, NOWHERE, { detail }, Date.now())
  await markRightsChanged()
  return count
}
