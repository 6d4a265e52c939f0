'use client'

/** Opens what stands behind a live page, in the browser, and closes it with the page. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { JoinTarget, ViewerHello } from '#lib/protocol/messages.ts'
import { LiveSession, type LiveSnapshot } from '#lib/viewer/live-session.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'
import { isDirectChosen } from './use-direct-choice.ts'

/** Null on the server and until the browser has opened it. `hello` and `target` must stay the same objects. */
export function useLiveSession(hello: () => Promise<ViewerHello>, target: JoinTarget | null): LiveSession | null {
  const [live, setLive] = useState<LiveSession | null>(null)
  useEffect(() => {
    const opened = new LiveSession({
      server: location.origin,
      hello,
      target,
      schedule: (run) => void requestAnimationFrame(run),
      peerConnection: typeof RTCPeerConnection === 'function' ? RTCPeerConnection : null,
    })
    opened.wantDirect(isDirectChosen())
    setLive(opened)
    // The network is back, or the person looks again after the laptop slept.
    const wake = () => document.hidden || opened.retryNow()
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    return () => {
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      opened.close()
    }
  }, [hello, target])
  return live
}

export function useLiveSnapshot(live: LiveSource): LiveSnapshot {
  return useSyncExternalStore(live.subscribe, live.snapshot, live.snapshot)
}

export function useLogView(log: LogSource): LogView {
  return useSyncExternalStore(log.subscribe, log.view, log.view)
}
