'use client'

/** The live viewer of a page, and its two snapshots as React sees them. */
import { useCallback, useSyncExternalStore } from 'react'
import type { JoinTarget, ViewerHello } from '#lib/protocol/messages.ts'
import type { LiveSnapshot, LiveSource } from '#lib/viewer/live-source.ts'
import { LiveViewer } from '#lib/viewer/live-viewer.ts'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'
import { isDirectChosen } from './use-direct-choice.ts'
import { useOpenedSource } from './use-opened-source.ts'

/** Null on the server and until the browser has opened it. `hello` and `target` must stay the same objects. */
export function useLiveViewer(
  hello: (signal: AbortSignal) => Promise<ViewerHello>,
  target: JoinTarget | null,
): LiveViewer | null {
  const open = useCallback(() => {
    const viewer = new LiveViewer({
      server: location.origin,
      hello,
      target,
      schedule: (run) => void requestAnimationFrame(run),
      peerConnection: typeof RTCPeerConnection === 'function' ? RTCPeerConnection : null,
    })
    viewer.wantDirect(isDirectChosen())
    return viewer
  }, [hello, target])
  return useOpenedSource(open)
}

export function useLiveSnapshot(live: LiveSource): LiveSnapshot {
  return useSyncExternalStore(live.subscribe, live.snapshot, live.snapshot)
}

export function useLogView(log: LogSource): LogView {
  return useSyncExternalStore(log.subscribe, log.view, log.view)
}
