'use client'

/** A dialog whose code is loaded when it is first opened, so that pages do not carry what few people use. */
import { type ComponentType, useState, useSyncExternalStore } from 'react'
import { lazyPart } from '#app/_ui/on-demand.ts'
import type { OpenStore } from './open-store.ts'

export interface LazyWindowProps<P extends object> {
  store: OpenStore
  /** Loads the module whose default export is the dialog; must stay the same function. */
  load: () => Promise<{ default: ComponentType<P> }>
  props: P
}

export function LazyWindow<P extends object>({ store, load, props }: LazyWindowProps<P>) {
  const isOpen = useSyncExternalStore(store.subscribe, store.isOpen, () => false)
  const [Window] = useState(() => lazyPart(async () => (await load()).default))
  return isOpen && <Window {...props} />
}
