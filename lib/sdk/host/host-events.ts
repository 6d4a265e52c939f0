/**
 * What the host reports about its own life: the network is back, the page is put aside or shown again, the program is
 * about to end. Watches only, and without an `unload` listener, which would keep pages out of the back-forward cache.
 */
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { type ProcessLife, type ProcessTarget, watchNode } from './host-events-node.ts'

export interface HostLife extends ProcessLife {
  /** The network is back, or somebody looks at the page again: a good moment to connect. */
  onWake(): void
  /** The page is being left. `mayReturn`: it may come back unchanged from the back-forward cache. */
  onLeave(mayReturn: boolean): void
}

export interface HostTarget extends ProcessTarget {
  addEventListener?: (type: string, listener: (event: unknown) => void) => void
  removeEventListener?: (type: string, listener: (event: unknown) => void) => void
  document?: HostTarget & { visibilityState?: string }
}

/** Returns a function that stops the watch. With `watchesSignals`, signals that end a Node program are an exit too. */
export function watchHost(
  life: HostLife,
  watchesSignals = false,
  host: HostTarget = globalThis as unknown as HostTarget,
): () => void {
  const wake = () => runAsSdk(() => life.onWake())
  const leave = (event: unknown) => runAsSdk(() => life.onLeave((event as { persisted?: boolean }).persisted === true))
  const show = () => {
    if (host.document?.visibilityState === 'visible') wake()
  }
  const stops: (() => void)[] = []
  const listen = (target: HostTarget | undefined, type: string, listener: (event: unknown) => void) => {
    if (typeof target?.addEventListener !== 'function') return
    target.addEventListener(type, listener)
    stops.push(() => target.removeEventListener?.(type, listener))
  }
  listen(host, 'online', wake)
  listen(host, 'pageshow', wake)
  listen(host, 'pagehide', leave)
  listen(host.document, 'visibilitychange', show)
  listen(host.document, 'resume', wake)
  // A frozen page may be discarded without another word.
  listen(host.document, 'freeze', () => runAsSdk(() => life.onLeave(true)))
  stops.push(watchNode(life, host, watchesSignals))
  return () => {
    for (const stop of stops) stop()
  }
}
