/** Answers with the audit log as a CSV file: one export per person at a time, and none for longer than five minutes. */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { auditCsv } from '#lib/server/audit/audit-csv.ts'
import type { AuditQuery } from '#lib/server/db/audit-events.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'

/** Exports under way, by user id. */
const slot = processSlot<Map<string, number>>('http.audit-exports')

export interface AuditExport {
  query: AuditQuery
  userId: string
  fileName: string
}

/** Throws `server-busy` while another export of the person is under way. */
export function auditExport({ query, userId, fileName }: AuditExport): Response {
  const release = takeExport(userId)
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  const lines = auditCsv(query, () => isStopped)
  const stop = () => {
    isStopped = true
    clearTimeout(timer)
    release()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        // A client that stops reading would otherwise hold its place forever.
        timer = setTimeout(() => {
          limitHits.peek()?.hit('auditExportMs', `user ${userId}`)
          stop()
          controller.error(new AppError('too-slow'))
        }, LIMITS.auditExportMs)
        timer.unref()
      },
      pull: async (controller) => {
        try {
          const { value, done } = await lines.next()
          if (isStopped) return
          if (!done) return controller.enqueue(new TextEncoder().encode(value))
          stop()
          controller.close()
        } catch (error) {
          stop()
          controller.error(error)
        }
      },
      cancel: stop,
    },
    { highWaterMark: 1 },
  )
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  })
}

/** Returns the function that ends it; calling that twice is the same as once. */
function takeExport(userId: string): () => void {
  const running = slot.getOrCreate(() => new Map())
  const count = running.get(userId) ?? 0
  if (count >= LIMITS.userAuditExportsMax)
    throw new AppError('server-busy', 'Another export of yours is still running. Wait for it, or cancel it.', {
      limit: 'userAuditExportsMax',
    })
  running.set(userId, count + 1)
  let isReleased = false
  return () => {
    if (isReleased) return
    isReleased = true
    const left = (running.get(userId) ?? 1) - 1
    if (left > 0) running.set(userId, left)
    else running.delete(userId)
  }
}
