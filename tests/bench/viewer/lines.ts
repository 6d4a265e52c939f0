/**
 * The records that every viewer is fed: numbered, about 140 bytes each with time and level, and with words of which one knows
 * how often they occur, so that a search can be waited for by its count.
 */
import type { Level } from '#lib/protocol/levels.ts'

const LEVELS: readonly Level[] = ['debug', 'info', 'info', 'info', 'info', 'info', 'info', 'info', 'warn', 'error']
const WORDS = ['cart', 'checkout', 'session', 'payment', 'user', 'inventory', 'timeout', 'retry', 'cache', 'database']

export interface Line {
  level: Level
  text: string
}

/** The record with this number, from 1. One in two was `served`, the others `missed`; one in ten is of each word. */
export function lineOf(number: number): Line {
  const served = number % 2 === 0 ? 'served' : 'missed'
  // Their first six letters are the same.
  const card = number % 1_000 === 0 ? 'declined' : number % 20 === 7 ? 'declining' : 'accepted'
  return {
    level: LEVELS[(number * 7) % 10] ?? 'info',
    text: `#${number} GET /api/v1/${WORDS[number % 10]}/${number % 9_973} ${served} in ${number % 400} ms, card ${card}, request req-${(number * 31) % 1_000_003}`,
  }
}

/** How many of the records up to this number pass. */
export function countOf(passes: (text: string) => boolean, upTo: number): number {
  let count = 0
  for (let number = 1; number <= upTo; number++) if (passes(lineOf(number).text)) count++
  return count
}
