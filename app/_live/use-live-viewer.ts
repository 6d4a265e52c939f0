'use client'

/** The live viewer of a page, in a worker where there are workers, and its two snapshots as React sees them. */
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { JoinTarget, ViewerHello } from '#lib/protocol/messages.ts'
import type { LiveSnapshot, LiveSource } from '#lib/viewer/live-source.ts'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'
import { RemoteLiveSource, type RemoteLiveSourceOptions } from '#lib/viewer/remote/remote-live-source.ts'
import { startedWorker } from '#lib/viewer/remote/started-worker.ts'
import { steadySnapshot } from '#lib/viewer/steady-snapshot.ts'
import { isDirectChosen } from './use-direct-choice.ts'
import { useOpenedSource } from './use-opened-source.ts'

const NONE: readonly JoinTarget[] = []

/** Null on the server and until the browser has opened it. `hello`, `target` and `also` must stay the same objects. */
export function useLiveViewer(
  hello: (signal: AbortSignal) => Promise<ViewerHello>,
  target: JoinTarget | null,
  also: readonly JoinTarget[] = NONE,
): LiveSource | null {
  const open = useCallback(() => openViewer({ hello, target, also }), [hello, target, also])
  return useOpenedSource(open)
}

/** The same for devices that count alike, by their ids. They may change while it is open. */
export function useLiveGroup(
  hello: (signal: AbortSignal) => Promise<ViewerHello>,
  devices: readonly string[],
): LiveSource | null {
  const ids = devices.join()
  const latest = useRef(ids)
  latest.current = ids
  const open = useCallback(() => openViewer({ hello, target: null, group: idsIn(latest.current) }), [hello])
  const live = useOpenedSource(open)
  useEffect(() => live?.setGroup?.(idsIn(ids)), [live, ids])
  return live
}

function idsIn(text: string): string[] {
  return text === '' ? [] : text.split(',')
}

function openViewer(wanted: Pick<RemoteLiveSourceOptions, 'hello' | 'target' | 'also' | 'group'>): RemoteLiveSource {
  const viewer = new RemoteLiveSource({
    server: location.origin,
    ...wanted,
    schedule: (run) => void requestAnimationFrame(run),
    isInSight: () => !document.hidden,
    peerConnection: typeof RTCPeerConnection === 'function' ? RTCPeerConnection : null,
    startWorker: typeof Worker === 'function' ? startWorker : null,
    startHere: async (peerConnection) => {
      const { startLocalHost } = await import('#lib/viewer/remote/local-host.ts')
      return startLocalHost(peerConnection)
    },
  })
  viewer.wantDirect(isDirectChosen())
  return viewer
}

function startWorker(failed: () => void) {
  return startedWorker(new Worker(new URL('./live.worker.ts', import.meta.url), { type: 'module' }), failed)
}

export function useLiveSnapshot(live: LiveSource): LiveSnapshot {
  const steady = useMemo(() => steadySnapshot(live.snapshot), [live])
  return useSyncExternalStore(live.subscribe, steady, steady)
}

export function useLogView(log: LogSource): LogView {
  return useSyncExternalStore(log.subscribe, log.view, log.view)
}
