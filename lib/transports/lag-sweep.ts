/**
 * [RL6] Finds viewers whose sockets buffer too much, takes them out of their rooms and puts them back when they have
 * drained, so that the relay's memory per viewer is bounded whatever its link does.
 */
import { AppError } from '../errors.ts'
import type { LimitHits } from '../limit-hits.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { Hub } from '../relay/hub.ts'
import { endSocket, type ViewerNamespace, type ViewerSocket } from './sockets.ts'

export class LagSweep {
  readonly #viewers: ViewerNamespace
  readonly #hub: Hub
  readonly #now: () => number
  readonly #hits: LimitHits
  readonly #laggingSinceMs = new Map<string, number>()

  constructor(viewers: ViewerNamespace, hub: Hub, now: () => number, hits: LimitHits) {
    this.#viewers = viewers
    this.#hub = hub
    this.#now = now
    this.#hits = hits
  }

  /** Looks at these viewers now. */
  check(ids: Iterable<string>): void {
    const nowMs = this.#now()
    for (const id of ids) {
      const socket = this.#viewers.sockets.get(id)
      if (socket) this.#look(id, socket, nowMs)
    }
  }

  #look(id: string, socket: ViewerSocket, nowMs: number): void {
    const buffered = bufferedBytes(socket)
    const sinceMs = this.#laggingSinceMs.get(id)
    if (sinceMs === undefined) {
      if (buffered <= LIMITS.viewerBufferedBytesMax) return
      this.#laggingSinceMs.set(id, nowMs)
      socket.once('disconnect', () => this.#laggingSinceMs.delete(id))
      this.#hits.hit('viewerBufferedBytesMax', `viewer skipped at ${buffered} bytes`)
      this.#hub.pauseViewer(id)
    } else if (buffered < LIMITS.viewerResumeBytes) {
      this.#laggingSinceMs.delete(id)
      this.#hub.resumeViewer(id)
    } else if (nowMs - sinceMs > LIMITS.viewerStalledMs) {
      this.#hits.hit('viewerStalledMs', `viewer held ${buffered} bytes for ${nowMs - sinceMs} ms`)
      endSocket(socket, new AppError('too-slow'))
      // It does not read, so it would not answer a polite close either.
      ;(socket.conn.transport as unknown as WsTransport).socket?.terminate?.()
    }
  }
}

/** What we use of Engine.IO's WebSocket transport beyond its types. */
interface WsTransport {
  socket?: { bufferedAmount?: number; terminate?: () => void }
}

/** Bytes on their way to one socket that the kernel has not taken: ws's own buffer and Engine.IO's packets behind it. */
export function bufferedBytes(socket: ViewerSocket): number {
  const conn = socket.conn as unknown as { transport: WsTransport; writeBuffer?: { data?: string | Uint8Array }[] }
  let bytes = conn.transport.socket?.bufferedAmount ?? 0
  for (const packet of conn.writeBuffer ?? []) bytes += packet.data?.length ?? 0
  return bytes
}
