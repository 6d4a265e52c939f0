/** Which levels a query lets pass at all: a store passes over records of the others without a look at them. */
import { LEVELS, levelIndex } from '#lib/protocol/levels.ts'
import type { Query, Term } from './query.ts'

/** One bit for each of LEVELS. */
export const EVERY_LEVEL = (1 << LEVELS.length) - 1
const UNKNOWN = 1 << levelIndex('unknown')

/** Bit i is set when a record of the level LEVELS[i] can pass. */
export function passingLevels(query: Query): number {
  switch (query.kind) {
    case 'level':
      return levelBits(query)
    case 'all':
      return query.parts.reduce((bits, part) => bits & passingLevels(part), EVERY_LEVEL)
    case 'any':
      return query.parts.reduce((bits, part) => bits | passingLevels(part), 0)
    case 'not':
      return isAboutLevels(query.part) ? EVERY_LEVEL & ~passingLevels(query.part) : EVERY_LEVEL
    default:
      return EVERY_LEVEL
  }
}

/** Whether nothing but the level decides: then the bits are exact. */
export function isAboutLevels(query: Query): boolean {
  if (query.kind === 'all' || query.kind === 'any') return query.parts.every(isAboutLevels)
  return query.kind === 'not' ? isAboutLevels(query.part) : query.kind === 'level'
}

/** `unknown` is neither more nor less than a level. */
function levelBits({ op, level }: Extract<Term, { kind: 'level' }>): number {
  const bit = 1 << levelIndex(level)
  const below = bit - 1
  const known = EVERY_LEVEL & ~UNKNOWN
  switch (op) {
    case '=':
      return bit
    case 'present':
      return known
    case '<':
      return below
    case '<=':
      return below | bit
    case '>':
      return known & ~(below | bit)
    case '>=':
      return known & ~below
  }
}
