/** Which records `tail` prints, by level, time and words. */
import { type Level, levelIndex } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { withoutAnsi } from '#lib/viewer/ansi.ts'
import type { TimedPatterns } from './timed-patterns.ts'

export interface RecordFilter {
  /** Records below it, and those without a level, are not shown. */
  level: Level | undefined
  /** Epoch milliseconds. */
  sinceMs: number | undefined
  patterns: TimedPatterns | null
}

export function shownRecords(records: NumberedRecord[], { level, sinceMs, patterns }: RecordFilter): NumberedRecord[] {
  const some = records.filter((record) => isLoud(record, level) && (sinceMs === undefined || record.timeMs >= sinceMs))
  if (!patterns || some.length === 0) return some
  const isShown = patterns.test(some.map(searchedText))
  return some.filter((_, i) => isShown[i])
}

function isLoud(record: NumberedRecord, level: Level | undefined): boolean {
  if (level === undefined) return true
  return record.level !== 'unknown' && levelIndex(record.level) >= levelIndex(level)
}

/** What a person sees of the record, without its time and level: scope, body, attributes and error, each on lines of its own. */
function searchedText({ scope, body, attributes, isJson, error }: NumberedRecord): string {
  // The fields of a JSON line are its body.
  const fields = attributes && !isJson ? JSON.stringify(attributes) : undefined
  const trace = error && [`${error.name}: ${error.message}`, error.stack].filter(Boolean).join('\n')
  return [scope, body, fields, trace].map((text) => withoutAnsi(text ?? '')).join('\n')
}
