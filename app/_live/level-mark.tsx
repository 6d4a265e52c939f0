/** The letter of a level in its color; `fatal` is filled. Screen readers get its name. */
import clsx from 'clsx'
import type { Level } from '#lib/protocol/levels.ts'
import { LEVEL_LETTER, LEVEL_TEXT } from './level-style.ts'

export interface LevelMarkProps {
  level: Level
  /** The level's name in the reader's language; without it the mark is decoration. */
  name?: string
}

export function LevelMark({ level, name }: LevelMarkProps) {
  return (
    <span
      {...(name ? { role: 'img', 'aria-label': name, title: name } : { 'aria-hidden': true })}
      className={clsx(
        'inline-grid size-4 shrink-0 place-items-center rounded-sm font-bold font-mono text-xs',
        level === 'fatal' ? 'bg-level-fatal text-level-fatal-ink' : LEVEL_TEXT[level],
      )}
    >
      {LEVEL_LETTER[level]}
    </span>
  )
}
