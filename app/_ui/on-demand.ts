/** Parts of a page whose code is loaded when somebody first uses them: menus, windows, charts, toasts, the query language. */
import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react'

/** After this time a part that could not be loaded is asked for again, milliseconds; at once when the network comes back. */
const AGAIN_MS = 10_000

export interface OnDemand<T> {
  /** Loads the code ahead of its use, for example when the pointer comes near. */
  preload: () => void
  load: () => Promise<T>
  /** What is loaded by now. */
  now: () => T | null
  /** A hook: the part once it is wanted and loaded; null until then. It never becomes null again. */
  use: (isWanted: boolean) => T | null
}

/**
 * `isWantedOffline`: it is also loaded as soon as the browser has nothing else to do, because a page whose server is gone must still
 * open its menus and save what it shows.
 */
export function onDemand<T>(load: () => Promise<T>, isWantedOffline = false): OnDemand<T> {
  let loading: Promise<T> | null = null
  let loaded: T | null = null
  const start = () => {
    loading ??= load().then(
      (part) => {
        loaded = part
        return part
      },
      (error: unknown) => {
        // The next use tries again: the network was away, or the server has another build.
        loading = null
        throw error
      },
    )
    return loading
  }
  const preload = () => void start().catch(() => {})
  if (isWantedOffline) whenIdle(preload)
  return {
    preload,
    load: start,
    now: () => loaded,
    use: (isWanted) => {
      const [part, setPart] = useState<T | null>(() => (isWanted ? loaded : null))
      useEffect(() => {
        if (!isWanted || part) return
        const { signal, end } = ending()
        const take = () =>
          void start().then(
            (ready) => signal.aborted || setPart(() => ready),
            // A part that cannot be loaded must not take the page with it, whose records exist nowhere else.
            () => {
              if (signal.aborted) return
              addEventListener('online', take, { once: true, signal })
              setTimeout(() => signal.aborted || take(), AGAIN_MS)
            },
          )
        take()
        return end
      }, [isWanted, part])
      return part
    },
  }
}

/** A part that is loaded when it is first drawn. Until then, and as long as it cannot be loaded, the placeholder stands there. */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  placeholder: ReactNode = null,
  isWantedOffline = false,
): ComponentType<P> {
  const part = onDemand(load, isWantedOffline)
  return function LazyPart(props: P) {
    const Part = part.use(true)
    return Part ? createElement(Part, props) : placeholder
  }
}

/** A part that stands on the page from the start, but that nobody needs first: it is loaded when the browser has nothing else to do. */
export function laterPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  placeholder: ReactNode = null,
): ComponentType<P> {
  const part = onDemand(load)
  return function LaterPart(props: P) {
    const Part = useLater(part)
    return Part ? createElement(Part, props) : placeholder
  }
}

/** The same for what is no component. */
export function useLater<T>(part: OnDemand<T>): T | null {
  const [isIdle, setIdle] = useState(false)
  useEffect(() => whenIdle(() => setIdle(true)), [])
  return part.use(isIdle || part.now() !== null)
}

function ending() {
  const controller = new AbortController()
  return { signal: controller.signal, end: () => controller.abort() }
}

/** Longest time that the browser may have other things to do, milliseconds. */
const IDLE_WITHIN_MS = 2_000

function whenIdle(act: () => void): void {
  if (typeof window === 'undefined') return
  if (typeof requestIdleCallback === 'function') requestIdleCallback(act, { timeout: IDLE_WITHIN_MS })
  else setTimeout(act, IDLE_WITHIN_MS)
}
