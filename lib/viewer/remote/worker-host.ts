/** The worker's end of a live source that it hosts for a page. */
import { afterOthers } from '#lib/viewer/next-turn.ts'
import { LiveHost } from './live-host.ts'
import type { ToHost, ToPage } from './messages.ts'

/** What a worker's global scope has for this. */
export interface WorkerScope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
}

export function serveFrom(scope: WorkerScope): LiveHost {
  return new LiveHost({
    defer: afterOthers(),
    port: {
      post: (message: ToPage, transfer = []) => scope.postMessage(message, transfer),
      listen: (listener) => scope.addEventListener('message', ({ data }) => listener(data as ToHost)),
    },
  })
}
