'use client'

/** The reading preferences of this browser, shared by its tabs. Where storage is refused, they last as long as the page. */
import { useCallback, useSyncExternalStore } from 'react'
import { parseReading, type Reading, USUAL_READING, writeReading } from './reading.ts'

const KEY = 'reading'
const listeners = new Set<() => void>()
let current: { text: string | null; reading: Reading } | null = null

export function useReading(): [Reading, (change: Partial<Reading>) => void] {
  const reading = useSyncExternalStore(subscribe, read, () => USUAL_READING)
  const change = useCallback((part: Partial<Reading>) => store({ ...read(), ...part }), [])
  return [reading, change]
}

function read(): Reading {
  current ??= load()
  return current.reading
}

function load(): { text: string | null; reading: Reading } {
  const text = stored()
  return { text, reading: parseReading(text) }
}

function store(reading: Reading): void {
  const text = writeReading(reading)
  current = { text, reading }
  try {
    localStorage.setItem(KEY, text)
  } catch {
    // Refused or full: the choice holds for this page.
  }
  for (const listener of listeners) listener()
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('storage', handleStorage)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('storage', handleStorage)
  }
}

/** Another tab has changed them. */
function handleStorage({ key }: StorageEvent): void {
  if (key !== KEY && key !== null) return
  current = load()
  for (const listener of listeners) listener()
}
