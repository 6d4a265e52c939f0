/** The format that was saved last in this browser, which is the next choice. */
import { FILE_FORMATS, type FileFormat } from '#lib/viewer/export/file-facts.ts'

const KEY = 'agent-logger.save-format'

export function lastFormat(): FileFormat {
  try {
    const kept = localStorage.getItem(KEY)
    return FILE_FORMATS.find((format) => format === kept) ?? 'ndjson'
  } catch {
    return 'ndjson' // storage is blocked
  }
}

export function rememberFormat(format: FileFormat): void {
  try {
    localStorage.setItem(KEY, format)
  } catch {
    // Storage is full or blocked.
  }
}
