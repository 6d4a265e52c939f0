/**
 * Keeps the audit log bounded: deletes what is older than AUDIT_RETENTION_DAYS, and what exceeds the bound on rows, in small
 * batches. Every node does it, and no node needs to know of the others.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { config } from '#lib/server/config/env.ts'
import { countAuditEvents, deleteOldestAuditEvents, largestAuditLog } from '#lib/server/db/audit-events.ts'

/** Rows per statement: a few milliseconds of SQLite. */
const BATCH_ROWS = 500

export interface AuditPruning {
  /** Rows to keep; a test needs fewer. */
  rowsMax?: number
  /** Between two batches. Rejects to stop. */
  pause(): Promise<void>
}

/**
 * Returns how many events were deleted for their age and for the bound. Beyond the bound, the team with the most events loses
 * its oldest, so that one team cannot push others out of the log.
 */
export async function pruneAuditLog(
  { rowsMax = LIMITS.auditEventsMax, pause }: AuditPruning,
  nowMs: number,
): Promise<{ expired: number; surplus: number }> {
  const beforeMs = nowMs - config().audit.retentionMs
  const counts = { expired: 0, surplus: 0 }
  for (let deleted = BATCH_ROWS; deleted === BATCH_ROWS; await pause()) {
    deleted = await deleteOldestAuditEvents({ beforeMs }, BATCH_ROWS)
    counts.expired += deleted
  }
  let surplus = (await countAuditEvents()) - rowsMax
  while (surplus > 0) {
    const largest = await largestAuditLog()
    if (!largest) break
    // Down to the bound, or until another team's log is the largest: look again after a thousand batches at most.
    for (let batch = 0; batch < 20 && surplus > 0; batch++) {
      const deleted = await deleteOldestAuditEvents({ teamId: largest.teamId }, Math.min(BATCH_ROWS, surplus))
      counts.surplus += deleted
      surplus -= deleted
      await pause()
      if (deleted === 0) return counts
    }
  }
  return counts
}
