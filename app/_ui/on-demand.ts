/** Parts of a page whose code is loaded when somebody first uses them: menus, windows, charts, toasts. */
import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react'

export interface OnDemand<P> {
  /** Loads the code ahead of its use, for example when the pointer comes near. */
  preload: () => void
  /** The component once it is wanted and loaded; null until then. It never becomes null again. */
  use: (isWanted: boolean) => ComponentType<P> | null
}

/**
 * `isWantedOffline`: it is also loaded as soon as the browser has nothing else to do, because a page whose server is gone must still
 * open its menus and save what it shows.
 */
export function onDemand<P>(load: () => Promise<ComponentType<P>>, isWantedOffline = false): OnDemand<P> {
  let loading: Promise<ComponentType<P>> | null = null
  let loaded: ComponentType<P> | null = null
  const start = () => {
    loading ??= load().then(
      (component) => {
        loaded = component
        return component
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
    use: (isWanted) => {
      const [component, setComponent] = useState<ComponentType<P> | null>(() => (isWanted ? loaded : null))
      useEffect(() => {
        if (!isWanted || component) return
        const { signal, end } = ending()
        const take = () =>
          void start().then(
            (ready) => signal.aborted || setComponent(() => ready),
            // A part that cannot be loaded must not take the page with it, whose records exist nowhere else.
            () => signal.aborted || addEventListener('online', take, { once: true, signal }),
          )
        take()
        return end
      }, [isWanted, component])
      return component
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
