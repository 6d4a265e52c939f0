/** Records of where the page goes: its load, and every change of its address without one. */
import type { Logger } from '#lib/sdk/logger.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { replaceMember } from './replace-member.ts'
import { safeUrl } from './safe-url.ts'

/** `traverse` is back and forward; `restore` is a return from the back-forward cache. */
type Kind = 'load' | 'reload' | 'push' | 'replace' | 'traverse' | 'restore'

/** The Navigation API, where there is one. */
interface NavigationLike extends EventTarget {
  currentEntry?: { url: string | null } | null
}

/** Starts capturing, with a record of the load. Returns a function that stops it. Does nothing where there is no page. */
export function captureNavigation(logger: Pick<Logger, 'log'>): () => void {
  if (typeof document === 'undefined' || typeof location === 'undefined') return () => {}
  let last = location.href

  const log = (kind: Kind, more: Record<string, unknown>) => {
    try {
      const url = safeUrl(location.href)
      runAsSdk(() =>
        logger.log({ level: 'info', body: `${kind} ${url}`, scope: 'navigation', attributes: { kind, url, ...more } }),
      )
    } catch {
      // The page must not hear of it [DV9].
    }
  }
  const changed = (kind: Kind) => {
    const from = last
    last = location.href
    // Routers keep their state in the entry and replace it often; the address is what people see.
    if (from !== last) log(kind, { from: safeUrl(from) })
  }
  log(kindOfLoad(), document.referrer === '' ? {} : { referrer: safeUrl(document.referrer) })

  const stops = [
    listen(globalThis, 'pageshow', (event) => {
      if ((event as PageTransitionEvent).persisted) log('restore', {})
    }),
    ...watchChanges(changed, () => last),
  ]
  return () => {
    for (const stop of stops.splice(0)) stop()
  }
}

function watchChanges(changed: (kind: Kind) => void, last: () => string): (() => void)[] {
  const { navigation } = globalThis as { navigation?: NavigationLike }
  if (navigation && 'currentEntry' in navigation) {
    return [
      listen(navigation, 'currententrychange', (event) => {
        const { navigationType } = event as Event & { navigationType?: Kind | null }
        changed(navigationType ?? 'replace')
      }),
    ]
  }
  const after = (kind: Kind) => ({
    apply(target: (...args: never[]) => unknown, self: unknown, args: unknown[]) {
      const result: unknown = Reflect.apply(target, self, args)
      changed(kind)
      return result
    },
  })
  return [
    replaceMember(history, 'pushState', after('push')),
    replaceMember(history, 'replaceState', after('replace')),
    // Links within the page fire it too, always without a state.
    listen(globalThis, 'popstate', (event) => {
      const isAnchor = (event as PopStateEvent).state === null && withoutHash(location.href) === withoutHash(last())
      changed(isAnchor ? 'push' : 'traverse')
    }),
    listen(globalThis, 'hashchange', () => changed('push')),
  ]
}

function listen(
  target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  type: string,
  hear: (event: Event) => void,
): () => void {
  target.addEventListener(type, hear)
  return () => target.removeEventListener(type, hear)
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] ?? ''
}

function kindOfLoad(): Kind {
  const [entry] = performance.getEntriesByType?.('navigation') ?? []
  const { type } = (entry ?? {}) as { type?: string }
  if (type === 'reload') return 'reload'
  return type === 'back_forward' ? 'traverse' : 'load'
}
