/** Records of what the page sends over the network: `fetch`, `XMLHttpRequest`, `WebSocket`, `EventSource`. */
import type { Logger } from '#lib/sdk/logger.ts'
import { captureFetch } from './capture-fetch.ts'
import { captureEventSource, captureWebSocket } from './capture-sockets.ts'
import { captureXhr } from './capture-xhr.ts'
import { createWatch } from './network-watch.ts'

export interface NetworkOptions {
  /** Addresses for which this returns true are not recorded. Gets the whole URL. */
  skip?: ((url: string) => boolean) | undefined
}

/** Starts capturing. Returns a function that stops it and restores the page's functions. */
export function captureNetwork(logger: Pick<Logger, 'log'>, { skip }: NetworkOptions = {}): () => void {
  const watch = createWatch((record) => logger.log(record), skip)
  const stops = [captureFetch, captureXhr, captureWebSocket, captureEventSource].map((capture) => capture(watch))
  return () => {
    watch.stop()
    for (const stop of stops.splice(0)) stop()
  }
}
