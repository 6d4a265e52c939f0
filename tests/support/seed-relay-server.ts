/** A relay of the original as seen by viewers (§3): greets who names a session it knows, forwards, stores nothing. */
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export class SeedRelayServer {
  readonly session = 'session_abc123'
  readonly #server: WebSocketServer

  private constructor(server: WebSocketServer) {
    this.#server = server
    server.on('connection', (socket: WebSocket, request) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost')
      if (searchParams.get('type') !== 'web' || searchParams.get('session') !== this.session) return socket.close()
      socket.send(
        JSON.stringify({
          type: 'connected',
          clientId: 'client_def',
          deviceId: 'device_abc',
          sessionId: this.session,
        }),
      )
    })
  }

  static async start(): Promise<SeedRelayServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/ws' })
    await new Promise((resolve) => server.once('listening', resolve))
    return new SeedRelayServer(server)
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get clients(): number {
    return this.#server.clients.size
  }

  log(message: string, level = 'info', timestamp = new Date().toISOString().slice(0, -1)): void {
    const data = { message, level, timestamp, error: null, stackTrace: null, deviceId: 'device_abc' }
    for (const client of this.#server.clients) client.send(JSON.stringify({ type: 'log', data }))
  }

  drop(): void {
    for (const client of this.#server.clients) client.terminate()
  }

  async stop(): Promise<void> {
    this.drop()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}
