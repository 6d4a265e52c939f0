/** The host of a live source in the page's own thread, for browsers without workers. Loaded only then. */
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import { LiveHost } from './live-host.ts'
import type { ToHost, ToPage } from './messages.ts'
import type { Host } from './remote-live-source.ts'

export function startLocalHost(peerConnection: PeerConnectionClass | null): Host {
  let toHost: (message: ToHost) => void = () => {}
  /** What the host says before the page listens. */
  const early: ToPage[] = []
  let toPage: (message: ToPage) => void = (message) => void early.push(message)
  /** Messages arrive after the turn in which they were posted, as those of a worker do. */
  const later = (run: () => void) => queueMicrotask(run)
  const host = new LiveHost({
    peerConnection,
    port: {
      post: (message) => later(() => toPage(message)),
      listen: (listener) => {
        toHost = listener
      },
    },
  })
  return {
    isWorker: false,
    port: {
      post: (message) => later(() => toHost(message)),
      listen: (listener) => {
        toPage = listener
        for (const message of early.splice(0)) later(() => listener(message))
      },
    },
    stop: () => host.close(),
  }
}
