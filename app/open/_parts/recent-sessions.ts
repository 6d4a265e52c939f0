/**
 * What was opened lately, in this browser only. Bounded, and without what would open a door to whoever finds it: share links
 * and their codes are left out, and the one-time code of a phone's address is cut off.
 */
import type { Opening } from './open-target.ts'

export interface RecentSession {
  /** What the form is filled with to open it again. */
  text: string
  name: string
  atMs: number
}

const KEY = 'agent-logger.recent'
const RECENT_MAX = 8
const TEXT_CHARS_MAX = 500

export function readRecent(): RecentSession[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isRecent).slice(0, RECENT_MAX) : []
  } catch {
    return [] // blocked, or not ours
  }
}

/** Returns the list as it is now. */
export function keepRecent(opening: Opening, atMs: number): RecentSession[] {
  const recent = recentOf(opening, atMs)
  if (!recent || recent.text.length > TEXT_CHARS_MAX) return readRecent()
  return write([recent, ...readRecent().filter(({ text }) => text !== recent.text)])
}

export function forgetRecent(text: string): RecentSession[] {
  return write(readRecent().filter((recent) => recent.text !== text))
}

function recentOf(opening: Opening, atMs: number): RecentSession | null {
  if (opening.kind === 'here') return { text: opening.id, name: opening.id, atMs }
  if (opening.kind !== 'seed') return null
  const { host, session } = opening.target
  // A share link's code: the link's id, a dot and its key.
  if (session?.includes('.')) return null
  const wsUrl = session === null ? (opening.target.wsUrl.split('?')[0] ?? '') : opening.target.wsUrl
  return { text: wsUrl, name: session === null ? host : `${session} · ${host}`, atMs }
}

function write(list: RecentSession[]): RecentSession[] {
  const kept = list.slice(0, RECENT_MAX)
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Full or blocked: then nothing is remembered.
  }
  return kept
}

function isRecent(value: unknown): value is RecentSession {
  const { text, name, atMs } = (value ?? {}) as Record<string, unknown>
  return typeof text === 'string' && typeof name === 'string' && typeof atMs === 'number'
}
