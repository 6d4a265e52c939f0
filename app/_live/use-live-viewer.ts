'use client'

/** The live viewer of a page, in a worker where there are workers, and its two snapshots as React sees them. */
import { useCallback, useSyncExternalStore } from 'react'
import type { JoinTarget, ViewerHello } from '#lib/protocol/messages.ts'
import type { LiveSnapshot, LiveSource } from '#lib/viewer/live-source.ts'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'
import { RemoteLiveSource } from '#lib/viewer/remote/remote-live-source.ts'
import { startedWorker } from '#lib/viewer/remote/started-worker.ts'
import { isDirectChosen } from './use-direct-choice.ts'
import { useOpenedSource } from './use-opened-source.ts'

const NONE: readonly JoinTarget[] = []

/** Null on the server and until the browser has opened it. `hello`, `target` and `also` must stay the same objects. */
export function useLiveViewer(
  hello: (signal: AbortSignal) => Promise<ViewerHello>,
  target: JoinTarget | null,
  also: readonly JoinTarget[] = NONE,
): LiveSource | null {
  const open = useCallback(() => {
    const viewer = new RemoteLiveSource({
      server: location.origin,
      hello,
      target,
      also,
      schedule: (run) => void requestAnimationFrame(run),
      peerConnection: typeof RTCPeerConnection === 'function' ? RTCPeerConnection : null,
      startWorker: typeof Worker === 'function' ? startWorker : null,
      startHere: async (peerConnection) => {
        const { startLocalHost } = await import('#lib/viewer/remote/local-host.ts')
        return startLocalHost(peerConnection)
      },
    })
    viewer.wantDirect(isDirectChosen())
    return viewer
  }, [hello, target, also])
  return useOpenedSource(open)
}

function startWorker(failed: () => void) {
  return startedWorker(new Worker(new URL('./live.worker.ts', import.meta.url), { type: 'module' }), failed)
}

export function useLiveSnapshot(live: LiveSource): LiveSnapshot {
  return useSyncExternalStore(live.subscribe, live.snapshot, live.snapshot)
}

export function useLogView(log: LogSource): LogView {
  return useSyncExternalStore(log.subscribe, log.view, log.view)
}
