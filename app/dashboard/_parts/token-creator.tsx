'use client'

/**
 * Where the window that makes a token opens. It lives in the layout, so that the lists behind it may change (the first
 * device arrives) while it is open.
 */
import { LazyWindow } from './lazy-window.tsx'
import { tokenWindow } from './open-store.ts'

const load = () => import('./token-window.tsx')

export interface TokenCreatorProps {
  /** The address devices should use; null where the one in the address bar is as good as any. */
  serverUrl: string | null
  /** Below it an app's key is the first label; null: no wildcard host leads to this server. */
  deviceOrigin: string | null
  mayPair: boolean
}

export function TokenCreator(props: TokenCreatorProps) {
  return <LazyWindow store={tokenWindow} load={load} props={props} />
}
