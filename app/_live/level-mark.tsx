/** The letter of a level in its color; `fatal` is filled. Screen readers get its name. */
import type { Level } from '#lib/protocol/levels.ts'
import { LEVEL_LETTER, levelMarkStyle } from './level-style.ts'

export interface LevelMarkProps {
  level: Level
  /** The level's name in the reader's language; without it the mark is decoration. */
  name?: string
}

export function LevelMark({ level, name }: LevelMarkProps) {
  return (
    <span
      {...(name ? { role: 'img', 'aria-label': name, title: name } : { 'aria-hidden': true })}
      className={levelMarkStyle(level)}
    >
      {LEVEL_LETTER[level]}
    </span>
  )
}
