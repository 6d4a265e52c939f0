/** Deletes the rows of sign-ins whose cookies have expired. */
import { config } from '#lib/server/config/env.ts'
import { pruneSignIns } from '#lib/server/db/sign-ins.ts'

/** Small, so that other writes get their turn in between. */
const BATCH_ROWS = 500
/** What is left waits for the next time. */
const BATCHES_MAX = 40
/** The longest life of a cookie of versions that had no rows; without its row it would count again. */
const EARLIER_COOKIE_MS = 30 * 24 * 3600_000
/** Clocks of several nodes differ. */
const MARGIN_MS = 24 * 3600_000

/** Returns how many it deleted. */
export async function pruneExpiredSignIns(nowMs: number): Promise<number> {
  const beforeMs = nowMs - Math.max(config().signInMaxMs, EARLIER_COOKIE_MS) - MARGIN_MS
  let deleted = 0
  for (let i = 0; i < BATCHES_MAX; i++) {
    const count = await pruneSignIns(beforeMs, BATCH_ROWS)
    deleted += count
    if (count < BATCH_ROWS) break
  }
  return deleted
}
