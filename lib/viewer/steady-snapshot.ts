/**
 * The snapshot of a live source for who draws it: the same one goes on while nothing but the counts of a running session change,
 * which they do with each batch and which no page shows before the session has ended.
 */
import type { SessionState } from '#lib/protocol/messages.ts'
import type { LiveSnapshot } from './live-source.ts'

const COUNTS: ReadonlySet<keyof SessionState> = new Set(['head', 'tail', 'counters'])

/** A function that gives the snapshot to draw each time it is called. */
export function steadySnapshot(snapshot: () => LiveSnapshot): () => LiveSnapshot {
  let shown = snapshot()
  return () => {
    const next = snapshot()
    if (!looksTheSame(shown, next)) shown = next
    return shown
  }
}

function looksTheSame(one: LiveSnapshot, other: LiveSnapshot): boolean {
  if (one === other) return true
  const keys = Object.keys({ ...one, ...other }) as (keyof LiveSnapshot)[]
  return keys.every((key) => one[key] === other[key] || (key === 'session' && isSameBut(one.session, other.session)))
}

/** It comes as a copy. */
function isSameBut(one: SessionState | null, other: SessionState | null): boolean {
  if (!one || !other || other.liveness === 'ended') return false
  const keys = Object.keys({ ...one, ...other }) as (keyof SessionState)[]
  return keys.every((key) => COUNTS.has(key) || JSON.stringify(one[key]) === JSON.stringify(other[key]))
}
