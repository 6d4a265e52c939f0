/** Parts of a page whose code is loaded when somebody first uses them: menus, windows, toasts. */
import { type ComponentType, useEffect, useState } from 'react'

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
        // The next press tries again: the network was away, or the server has another build.
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
        let isGone = false
        start().then(
          (ready) => isGone || setComponent(() => ready),
          () => {}, // stays closed
        )
        return () => {
          isGone = true
        }
      }, [isWanted, component])
      return component
    },
  }
}
