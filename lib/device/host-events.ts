/**
 * What the host tells about its own life: the network is back, the page is put aside or shown again, the program is
 * about to end. Watches only; no `unload` listener, which would keep pages out of the back-forward cache.
 */
import { watchNode } from './host-events-node.ts'
import { asOwnWork } from './own-work.ts'

export interface HostLife {
  /** The network is back, or somebody looks at the page again: a good moment to try. */
  woke(): void
  /** The page is being left. `mayReturn`: it may come back from the back-forward cache as it is. */
  left(mayReturn: boolean): void
  /** Node has nothing left to do; a timer that is set now keeps it running. */
  idle(): void
  /** Node ends with this call. */
  ending(): void
}

export interface HostTarget {
  addEventListener?: (type: string, listener: (event: unknown) => void) => void
  removeEventListener?: (type: string, listener: (event: unknown) => void) => void
  document?: HostTarget & { visibilityState?: string }
  process?: {
    on?: (event: string, listener: () => void) => unknown
    off?: (event: string, listener: () => void) => unknown
  }
}

/** Returns how to stop watching. */
export function watchHost(life: HostLife, host: HostTarget = globalThis as unknown as HostTarget): () => void {
  const woke = () => asOwnWork(() => life.woke())
  const left = (event: unknown) => asOwnWork(() => life.left((event as { persisted?: boolean }).persisted === true))
  const shown = () => {
    if (host.document?.visibilityState === 'visible') woke()
  }
  const stops: (() => void)[] = []
  const listen = (target: HostTarget | undefined, type: string, listener: (event: unknown) => void) => {
    if (typeof target?.addEventListener !== 'function') return
    target.addEventListener(type, listener)
    stops.push(() => target.removeEventListener?.(type, listener))
  }
  listen(host, 'online', woke)
  listen(host, 'pageshow', woke)
  listen(host, 'pagehide', left)
  listen(host.document, 'visibilitychange', shown)
  stops.push(watchNode(life, host))
  return () => {
    for (const stop of stops) stop()
  }
}
