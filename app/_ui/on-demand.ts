/** Parts of a page whose code is loaded when somebody first uses them: menus, windows, charts, toasts. */
import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react'

export interface OnDemand<P> {
  /** Loads the code ahead of its use, for example when the pointer comes near. */
  preload: () => void
  /** The component once it is wanted and loaded; null until then. It never becomes null again. */
  use: (isWanted: boolean) => ComponentType<P> | null
}

export function onDemand<P>(load: () => Promise<ComponentType<P>>): OnDemand<P> {
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
  return {
    preload: () => void start().catch(() => {}),
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
): ComponentType<P> {
  const part = onDemand(load)
  return function LazyPart(props: P) {
    const Part = part.use(true)
    return Part ? createElement(Part, props) : placeholder
  }
}

function ending() {
  const controller = new AbortController()
  return { signal: controller.signal, end: () => controller.abort() }
}
