/** Writes the log into a file, page by page, with the page responsive in between. */
import type { CsvColumn } from '#lib/viewer/export/csv-file.ts'
import { type FileFormat, fileName } from '#lib/viewer/export/file-facts.ts'
import { logFile } from '#lib/viewer/export/log-file.ts'
import { logPages } from '#lib/viewer/export/log-pages.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { nextTurn } from '#lib/viewer/next-turn.ts'
import { openTarget } from './file-target.ts'
import { factsOf } from './live-facts.ts'

export interface SaveChoice {
  format: FileFormat
  which: 'shown' | 'all'
  columns: readonly CsvColumn[]
}

export interface SaveProgress {
  signal: AbortSignal
  onProgress: (count: number) => void
}

/** Longest time of writing before the page gets its turn, milliseconds. */
const SLICE_MS = 8

/** Returns the name of the file; null when the person closed the browser's dialog. Throws the signal's reason once aborted. */
export async function writeLog(
  live: LiveSource,
  choice: SaveChoice,
  { signal, onProgress }: SaveProgress,
): Promise<string | null> {
  const { format, which, columns } = choice
  const facts = await factsOf(live, which)
  const name = fileName(facts, format)
  const { total, matched } = live.log.view()
  const target = await openTarget(name, format, which === 'all' ? total : matched)
  if (!target) return null
  try {
    let sliceEndMs = performance.now() + SLICE_MS
    for await (const text of logFile(format, logPages(live.log, which, signal, onProgress), facts, { columns })) {
      await target.write(text)
      if (performance.now() < sliceEndMs) continue
      await nextTurn()
      sliceEndMs = performance.now() + SLICE_MS
    }
    signal.throwIfAborted()
    await target.close()
    return name
  } catch (error) {
    await target.abort().catch(() => {})
    throw error
  }
}
