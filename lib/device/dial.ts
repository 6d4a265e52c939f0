/**
 * One Socket.IO connection to `/device` [TR1][TR2]: WebSocket only, msgpack, no reconnecting of its own. The only file
 * of the SDK that knows socket.io-client.
 */
import { io } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import type { DeviceHello, DeviceToRelay, RelayToDevice } from '../protocol/messages.ts'
import { asOwnWork } from './own-work.ts'

type DeviceMessage = {
  [E in keyof DeviceToRelay]: [event: E, ...args: Parameters<DeviceToRelay[E]>]
}[keyof DeviceToRelay]

export interface DialedSocket {
  on<E extends keyof RelayToDevice>(event: E, hear: RelayToDevice[E]): void
  /** The handshake was refused, or the server was not reached; what the server said about it, if anything. */
  onFailed(hear: (said: unknown) => void): void
  onLost(hear: () => void): void
  emit(...message: DeviceMessage): void
  /** What was emitted before still leaves. Safe to call twice. */
  close(): void
}

export type Dial = (hello: DeviceHello) => DialedSocket

const OPEN_TIMEOUT_MS = 10_000

/** `origin` as `https://host[:port]`. */
export function socketIoDial(origin: string): Dial {
  return (hello) => {
    const socket = asOwnWork(() =>
      io(`${origin}/device`, {
        path: '/socket.io',
        transports: ['websocket'],
        parser,
        forceNew: true,
        reconnection: false,
        timeout: OPEN_TIMEOUT_MS,
        auth: { ...hello },
        // Both are Node's: there a program that is done may end while we are connected, and deflate is off on both sides.
        ...(isNode() ? { autoUnref: true, perMessageDeflate: false } : {}),
      } as Parameters<typeof io>[1]),
    )
    const quiet =
      <A extends unknown[]>(hear: (...args: A) => void) =>
      (...args: A) =>
        asOwnWork(() => hear(...args))
    return {
      on: (event, hear) => void socket.on(event as string, quiet(hear as (...args: unknown[]) => void)),
      onFailed: (hear) =>
        void socket.on(
          'connect_error',
          quiet((error) => hear((error as { data?: unknown }).data)),
        ),
      onLost: (hear) =>
        void socket.on(
          'disconnect',
          quiet(() => hear()),
        ),
      emit: (event, ...args) => {
        // The browser's encoder knows ArrayBuffer only; Node's takes it too, without a copy.
        const wire = args.map((arg) => (arg instanceof Uint8Array ? arg.buffer : arg))
        asOwnWork(() => socket.emit(event, ...wire))
      },
      close: () =>
        asOwnWork(() => {
          // A DISCONNECT packet would overtake what was sent in the same turn: the server drops events that it has read but
          // not dispatched once it sees one. Closing the transport says the same, after everything else.
          if (socket.connected) socket.io.engine.close()
          else socket.disconnect()
        }),
    }
  }
}

function isNode(): boolean {
  return typeof (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node === 'string'
}
