/** Records of `WebSocket` and `EventSource`: one each, when the connection is over. */
import type { Level } from '#lib/protocol/levels.ts'
import { addressOf, bytesOf } from './network-record.ts'
import type { Watch, Watched } from './network-watch.ts'
import { replaceClass, replaceMember } from './replace-member.ts'

/** Close codes by which nobody complains: done, gone, none given. */
const FINE = [1000, 1001, 1005]

export function captureWebSocket(watch: Watch): () => void {
  if (typeof WebSocket !== 'function') return () => {}
  const sockets = new WeakMap<object, Watched>()
  const { addEventListener } = EventTarget.prototype

  const restoreSend = replaceMember(WebSocket.prototype, 'send', {
    apply(target, self: WebSocket, args: unknown[]) {
      const result = Reflect.apply(target, self, args)
      const socket = sockets.get(self)
      if (socket) count(socket, 'sent', args[0])
      return result
    },
  })
  const restoreClass = replaceClass<WebSocket>('WebSocket', (socket, [address]) => {
    const more = { sent: 0, sentBytes: 0, received: 0, receivedBytes: 0 }
    const watched = watch.begin(() => ({
      kind: 'websocket',
      method: 'GET',
      url: socket.url || addressOf(address),
      more,
    }))
    if (!watched) return
    sockets.set(socket, watched)
    let isOpened = false
    addEventListener.call(socket, 'open', () => {
      isOpened = true
    })
    addEventListener.call(socket, 'message', (event) => count(watched, 'received', (event as MessageEvent).data))
    addEventListener.call(socket, 'close', (event) =>
      watched.end((facts) => {
        const { code, reason } = event as CloseEvent
        const level: Level = !isOpened ? 'error' : FINE.includes(code) ? 'info' : 'warn'
        const outcome = isOpened ? `closed ${code}` : 'failed'
        return { ...facts, outcome, level, more: { ...facts.more, code, reason: reason || undefined } }
      }),
    )
  })
  return () => {
    restoreClass()
    restoreSend()
  }
}

function count({ more }: Watched, name: 'sent' | 'received', data: unknown): void {
  more[name] = Number(more[name]) + 1
  more[`${name}Bytes`] = Number(more[`${name}Bytes`]) + (bytesOf(data) ?? 0)
}

export function captureEventSource(watch: Watch): () => void {
  if (typeof EventSource !== 'function') return () => {}
  const sources = new WeakMap<object, () => void>()
  const { addEventListener } = EventTarget.prototype
  const { CLOSED } = EventSource

  const restoreClose = replaceMember(EventSource.prototype, 'close', {
    apply(target, self: EventSource, args: unknown[]) {
      const result = Reflect.apply(target, self, args)
      sources.get(self)?.()
      return result
    },
  })
  const restoreClass = replaceClass<EventSource>('EventSource', (source, [address]) => {
    const watched = watch.begin(() => ({ kind: 'eventsource', method: 'GET', url: source.url || addressOf(address) }))
    if (!watched) return
    let opens = 0
    const finish = (outcome: string, level: Level) =>
      watched.end((facts) => ({ ...facts, outcome, level, more: { status: opens > 0 ? 200 : undefined, opens } }))
    sources.set(source, () => finish('closed', 'info'))
    addEventListener.call(source, 'open', () => {
      opens++
    })
    addEventListener.call(source, 'error', () => {
      // Otherwise the browser connects again by itself.
      if (source.readyState === CLOSED) finish('failed', 'error')
    })
  })
  return () => {
    restoreClass()
    restoreClose()
  }
}
