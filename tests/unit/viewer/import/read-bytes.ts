/** Reads the bytes of a file in pieces, as the page does. */
import type { FileSession } from '#lib/viewer/export/file-facts.ts'
import { FileRecords, type FileRun } from '#lib/viewer/import/file-records.ts'
import { FileText } from '#lib/viewer/import/file-text.ts'

/** Reads a file whose pieces have this many bytes. */
export function readBytes(bytes: Uint8Array, pieceBytes: number) {
  const sessions: FileSession[] = []
  const runs: FileRun[] = []
  const text = new FileText()
  const reader = new FileRecords({ nowMs: 0, onSession: (one) => sessions.push(one), onRun: (run) => runs.push(run) })
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.take(text.take(bytes.subarray(at, at + pieceBytes)))
  reader.take(text.end())
  reader.end()
  const records = runs.flatMap(({ session, records: some }) => some.map((record) => ({ session, record })))
  return { sessions, runs, records, reader }
}
