'use client'

/** The dialog that claims a device, placed in the layout so that the lists behind it may change while it is open. */
import { LazyWindow } from './lazy-window.tsx'
import { pairWindow } from './open-store.ts'
import type { PairWindowProps } from './pair-window.tsx'

const load = () => import('./pair-window.tsx')

export function PairCreator(props: PairWindowProps) {
  return <LazyWindow store={pairWindow} load={load} props={props} />
}
