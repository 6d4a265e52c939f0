/** One letter and one color per level: color alone never carries meaning. */
import type { Level } from '#lib/protocol/levels.ts'

export const LEVEL_LETTER: Record<Level, string> = {
  trace: 'T',
  debug: 'D',
  info: 'I',
  warn: 'W',
  error: 'E',
  fatal: 'F',
  unknown: '·',
}

export const LEVEL_TEXT: Record<Level, string> = {
  trace: 'text-level-trace',
  debug: 'text-level-debug',
  info: 'text-level-info',
  warn: 'text-level-warn',
  error: 'text-level-error',
  fatal: 'text-level-fatal-text',
  unknown: 'text-level-unknown',
}
