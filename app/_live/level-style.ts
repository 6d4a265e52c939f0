/** One letter and one color per level: color alone never carries meaning. */
import clsx from 'clsx'
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

/** The box of a level's letter. */
export function levelMarkStyle(level: Level): string {
  return clsx(
    'inline-grid size-4 shrink-0 place-items-center rounded-sm font-bold font-mono text-xs',
    level === 'fatal' ? 'bg-level-fatal text-level-fatal-ink' : LEVEL_TEXT[level],
  )
}
