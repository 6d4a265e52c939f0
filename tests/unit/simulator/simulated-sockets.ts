/** Server sockets and namespaces as the handlers of lib/server/transports use them, over virtual connections. */
import type { VirtualConnection } from './virtual-link.ts'

/** What one side says to the other; `answer` belongs to an acknowledged event. */
export interface Said {
  event: string
  args: unknown[]
  answer?: (answer: unknown) => void
}

type Hear = (...args: unknown[]) => void
type Middleware = (socket: SimulatedSocket, next: (error?: Error & { data?: unknown }) => void) => void

export class SimulatedSocket {
  readonly id: string
  readonly handshake: { auth: unknown; query: Record<string, string> }
  readonly request = { headers: {} }
  data: { grant?: unknown } = {}
  connected = false
  readonly rooms = new Set<string>()
  readonly conn: unknown
  namespace: SimulatedNamespace | null = null
  readonly #heard = new Map<string, Hear[]>()
  #heardAny: Hear | null = null
  readonly #connection: () => VirtualConnection
  readonly #witness: (said: Said) => void

  constructor(id: string, auth: unknown, connection: () => VirtualConnection, witness: (said: Said) => void) {
    this.id = id
    this.handshake = { auth, query: {} }
    this.#connection = connection
    this.#witness = witness
    const socket = {
      get bufferedAmount() {
        return connection().downBufferedBytes
      },
      terminate: () => connection().terminateByRelay(),
    }
    this.conn = { transport: { socket }, writeBuffer: [] }
  }

  get downBufferedBytes(): number {
    return this.#connection().downBufferedBytes
  }

  get isTroubled(): boolean {
    return !this.#connection().client.isOpen
  }

  emit(event: string, ...args: unknown[]): void {
    const said = { event, args }
    this.#witness(said)
    this.#connection().sendDown(said, sizeOf(said))
  }

  on(event: string, hear: Hear): this {
    this.#heard.set(event, [...(this.#heard.get(event) ?? []), hear])
    return this
  }

  once(event: string, hear: Hear): this {
    return this.on(event, hear)
  }

  onAny(hear: Hear): void {
    this.#heardAny = hear
  }

  join(room: string): void {
    this.namespace?.enter(this, room)
  }

  leave(room: string): void {
    this.namespace?.exit(this, room)
  }

  disconnect(): this {
    this.#connection().closeByRelay()
    this.lost()
    return this
  }

  // ── the client's side ──

  hear({ event, args, answer }: Said): void {
    if (!this.connected) return
    this.#heardAny?.(event)
    // A handler before this one may have ended the socket.
    if (!this.connected) return
    const answered = answer && ((value: unknown) => this.emit('answer', answer, value))
    for (const hear of this.#heard.get(event) ?? []) hear(...args, ...(answered ? [answered] : []))
  }

  lost(): void {
    const wasConnected = this.connected
    this.connected = false
    this.namespace?.remove(this)
    if (wasConnected) for (const hear of this.#heard.get('disconnect') ?? []) hear('transport close')
  }

  /** Its process is gone. */
  abandon(isSilent: boolean): void {
    this.connected = false
    this.#connection().abandonedBy('relay', isSilent)
  }
}

export class SimulatedNamespace {
  readonly sockets = new Map<string, SimulatedSocket>()
  /** With those whose handshake is under way. */
  readonly all = new Set<SimulatedSocket>()
  readonly #rooms = new Map<string, Set<SimulatedSocket>>()
  #middleware: Middleware | null = null
  #connected: ((socket: SimulatedSocket) => void) | null = null

  use(middleware: Middleware): void {
    this.#middleware = middleware
  }

  on(_event: 'connection', connected: (socket: SimulatedSocket) => void): void {
    this.#connected = connected
  }

  to(rooms: string | string[]): { emit: (event: string, ...args: unknown[]) => void } {
    const reached = new Set<SimulatedSocket>()
    for (const room of Array.isArray(rooms) ? rooms : [rooms]) {
      const own = this.sockets.get(room)
      if (own) reached.add(own)
      for (const socket of this.#rooms.get(room) ?? []) reached.add(socket)
    }
    return {
      emit: (event, ...args) => {
        for (const socket of reached) socket.emit(event, ...args)
      },
    }
  }

  /** As Socket.IO does: the handshake's checks, `connect` to the client, then the connection handler. */
  accept(socket: SimulatedSocket): void {
    socket.namespace = this
    this.all.add(socket)
    this.#middleware?.(socket, (error) => {
      if (!this.all.has(socket)) return
      if (error) {
        socket.emit('connect_error', error.data)
        socket.disconnect()
        return
      }
      socket.connected = true
      this.sockets.set(socket.id, socket)
      socket.emit('connect')
      this.#connected?.(socket)
    })
  }

  enter(socket: SimulatedSocket, room: string): void {
    if (!this.sockets.has(socket.id)) return
    this.#rooms.set(room, (this.#rooms.get(room) ?? new Set()).add(socket))
    socket.rooms.add(room)
  }

  exit(socket: SimulatedSocket, room: string): void {
    this.#rooms.get(room)?.delete(socket)
    socket.rooms.delete(room)
  }

  remove(socket: SimulatedSocket): void {
    for (const room of socket.rooms) this.exit(socket, room)
    this.sockets.delete(socket.id)
    this.all.delete(socket)
  }
}

/** What a message takes on the wire, nearly: its payload and a frame's overhead. */
export function sizeOf({ args }: Said): number {
  const bytes = args.find((arg): arg is Uint8Array => arg instanceof Uint8Array)
  return 48 + (bytes?.byteLength ?? 0)
}
