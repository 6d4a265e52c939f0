'use client'

/** A window whose code is loaded when it is opened for the first time, so that pages do not carry what few people press. */
import { type ComponentType, lazy, Suspense, useState, useSyncExternalStore } from 'react'
import type { OpenStore } from './open-store.ts'

export interface LazyWindowProps<P extends object> {
  store: OpenStore
  /** The module whose default export is the window; must stay the same function. */
  load: () => Promise<{ default: ComponentType<P> }>
  props: P
}

export function LazyWindow<P extends object>({ store, load, props }: LazyWindowProps<P>) {
  const isOpen = useSyncExternalStore(store.subscribe, store.isOpen, () => false)
  const [Window] = useState(() => lazy(load) as unknown as ComponentType<P>)
  if (!isOpen) return null
  return (
    <Suspense>
      <Window {...props} />
    </Suspense>
  )
}
