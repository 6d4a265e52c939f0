'use client'

/** The dialog for a new token, placed in the layout so that the lists behind it may change while it is open. */
import { LazyWindow } from './lazy-window.tsx'
import { tokenWindow } from './open-store.ts'
import type { TokenWindowProps } from './token-window.tsx'

const load = () => import('./token-window.tsx')

export function TokenCreator(props: TokenWindowProps) {
  return <LazyWindow store={tokenWindow} load={load} props={props} />
}
