/**
 * [RL6] Pauses viewers whose sockets buffer too much and resumes them once they have drained, so that the relay's memory per
 * viewer is bounded on any network.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LimitHits } from '#lib/server/limit-hits.ts'
import type { Hub } from '#lib/server/relay/hub.ts'
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

  /** Checks these viewers now. */
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
      this.#hub.subscriptions.pause(id)
    } else if (buffered < LIMITS.viewerResumeBytes) {
      this.#laggingSinceMs.delete(id)
      this.#hub.subscriptions.resume(id)
    } else if (nowMs - sinceMs > LIMITS.viewerStalledMs) {
      this.#hits.hit('viewerStalledMs', `viewer held ${buffered} bytes for ${nowMs - sinceMs} ms`)
      endSocket(socket, new AppError('too-slow'))
      // It does not read, so it would not answer a close either.
      ;(socket.conn.transport as unknown as WsTransport).socket?.terminate?.()
    }
  }
}

/** The part of Engine.IO's WebSocket transport that we use and its types lack. */
interface WsTransport {
  socket?: { bufferedAmount?: number; terminate?: () => void }
}

/** Bytes for one socket that the kernel has not taken yet: ws's own buffer and Engine.IO's packets behind it. */
export function bufferedBytes(socket: ViewerSocket): number {
  const conn = socket.conn as unknown as { transport: WsTransport; writeBuffer?: { data?: string | Uint8Array }[] }
  let bytes = conn.transport.socket?.bufferedAmount ?? 0
  for (const packet of conn.writeBuffer ?? []) bytes += packet.data?.length ?? 0
  return bytes
}
