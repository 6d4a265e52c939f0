/**
 * How the command line, which is another process, tells running servers that a right ended: it leaves a mark in the database,
 * and each server looks at it every second. With a new mark the server asks for all its connections whether their rights hold.
 */
import { randomId } from '#lib/protocol/ids.ts'
import { readSetting, writeSetting } from '#lib/server/db/settings.ts'

const LOOK_EVERY_MS = 1_000

export async function markRightsChanged(): Promise<void> {
  await writeSetting('rights-changed', randomId(16))
}

/** Calls `recheck` after each new mark. Returns a function that stops looking. */
export function watchRights(recheck: () => Promise<void>): () => void {
  let known: string | null | undefined
  let isLooking = false
  const look = async () => {
    const mark = await readSetting('rights-changed')
    const isNew = known !== undefined && mark !== known
    known = mark
    if (isNew) await recheck()
  }
  const timer = setInterval(() => {
    // While the database is slow, one question is enough.
    if (isLooking) return
    isLooking = true
    // While it is away, nothing is known; the periodic recheck follows when it is back.
    look()
      .catch(() => {})
      .finally(() => {
        isLooking = false
      })
  }, LOOK_EVERY_MS)
  void look().catch(() => {})
  return () => clearInterval(timer)
}
