'use client'

/** One clock for everything that shows "5 minutes ago". It ticks once a second while something uses it, and not in hidden tabs. */
import { useSyncExternalStore } from 'react'

const TICK_MS = 1000
const listeners = new Set<() => void>()
let nowMs = 0
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  nowMs = Date.now()
  timer ??= setInterval(tick, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  if (document.hidden) return
  nowMs = Date.now()
  for (const listener of listeners) listener()
}

/** Epoch milliseconds in steps of `stepMs`, or null on the server and during hydration, where the browser's clock is unknown. */
export function useNow(stepMs = 1000): number | null {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor((nowMs || Date.now()) / stepMs) * stepMs,
    () => null,
  )
}
