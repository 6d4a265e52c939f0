/**
 * One Socket.IO connection to `/device` [TR1][TR2]: WebSocket only, msgpack, without Socket.IO's own reconnecting. The only
 * file of the SDK that knows socket.io-client.
 */
import { io } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import type { DeviceHello, RelayToDevice } from '#lib/protocol/messages.ts'
import { toWire } from '#lib/protocol/wire-bytes.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import type { DeviceMessage } from './device-message.ts'

export interface DialedSocket {
  on<E extends keyof RelayToDevice>(event: E, listener: RelayToDevice[E]): void
  /** The handshake was refused, or the server was not reached; `reason` is what the server sent about it, if anything. */
  onFailed(listener: (reason: unknown) => void): void
  onLost(listener: () => void): void
  emit(...message: DeviceMessage): void
  /** Messages emitted before still leave. Safe to call twice. */
  close(): void
}

export type Dial = (hello: DeviceHello) => DialedSocket

const OPEN_TIMEOUT_MS = 10_000

export interface DialOptions {
  /** [DV11] The device exists for this run only. */
  isEphemeral?: boolean
  /** Node: the program goes on as long as the socket is open. */
  keepsAlive?: boolean
}

/** `origin` as `https://host[:port]`. */
export function socketIoDial(origin: string, { isEphemeral = false, keepsAlive = false }: DialOptions = {}): Dial {
  return (hello) => {
    const socket = runAsSdk(() =>
      io(`${origin}/device`, {
        path: '/socket.io',
        transports: ['websocket'],
        parser,
        forceNew: true,
        reconnection: false,
        timeout: OPEN_TIMEOUT_MS,
        ...(isEphemeral ? { query: { ephemeral: '1' } } : {}),
        auth: { ...hello },
        // Node only: a finished program can exit while we are connected, and deflate is off on both sides.
        ...(isNode() ? { autoUnref: !keepsAlive, perMessageDeflate: false } : {}),
        // Socket.IO's types know no `false` here; `ws`, which reads it, does.
      } as unknown as Parameters<typeof io>[1]),
    )
    if (!keepsAlive) unrefWhileDialing(socket)
    const quiet =
      <A extends unknown[]>(listener: (...args: A) => void) =>
      (...args: A) =>
        runAsSdk(() => listener(...args))
    return {
      on: (event, listener) => void socket.on(event as string, quiet(listener as (...args: unknown[]) => void)),
      onFailed: (listener) =>
        void socket.on(
          'connect_error',
          quiet((error) => listener((error as { data?: unknown }).data)),
        ),
      onLost: (listener) =>
        void socket.on(
          'disconnect',
          quiet(() => listener()),
        ),
      emit: (event, ...args) => {
        const wire = args.map((arg) => (arg instanceof Uint8Array ? toWire(arg) : arg))
        runAsSdk(() => socket.emit(event, ...wire))
      },
      close: () =>
        runAsSdk(() => {
          // A DISCONNECT packet would overtake messages sent in the same turn, because the server drops events that it has
          // read but not dispatched once it sees one. Closing the transport says the same, after everything else.
          if (socket.connected) socket.io.engine.close()
          else socket.disconnect()
        }),
    }
  }
}

/**
 * `autoUnref` begins when the WebSocket is open. A server that takes the connection and stays silent, or a firewall that drops it,
 * would hold a finished program for {@link OPEN_TIMEOUT_MS}. `_req` is the request of `ws`, which other runtimes do not have.
 */
function unrefWhileDialing(socket: ReturnType<typeof io>): void {
  const transport = socket.io.engine?.transport as unknown as { ws?: { _req?: NodeRequest | null } } | undefined
  transport?.ws?._req?.once('socket', (raw) => raw.unref())
}

interface NodeRequest {
  once(event: 'socket', listener: (raw: { unref(): void }) => void): void
}

function isNode(): boolean {
  return typeof (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node === 'string'
}
