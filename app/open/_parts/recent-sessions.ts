/**
 * Sessions that were opened recently in this browser. Bounded, and without secrets that would give access to anyone who
 * finds them: share links and their codes are left out, and the one-time code of a phone's address is removed.
 */
import type { Opening } from './open-target.ts'

export interface RecentSession {
  /** Input for the form that opens it again. */
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
    return [] // storage is blocked, or the data is not ours
  }
}

/** Returns the new list. */
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
  if (opening.kind !== 'flutter') return null
  const { host, session } = opening.target
  // The code of a share link is the link's id, a dot and its key.
  if (session?.includes('.')) return null
  const wsUrl = session === null ? (opening.target.wsUrl.split('?')[0] ?? '') : opening.target.wsUrl
  return { text: wsUrl, name: session === null ? host : `${session} · ${host}`, atMs }
}

function write(list: RecentSession[]): RecentSession[] {
  const kept = list.slice(0, RECENT_MAX)
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Storage is full or blocked: nothing is remembered.
  }
  return kept
}

function isRecent(value: unknown): value is RecentSession {
  const { text, name, atMs } = (value ?? {}) as Record<string, unknown>
  return typeof text === 'string' && typeof name === 'string' && typeof atMs === 'number'
}
