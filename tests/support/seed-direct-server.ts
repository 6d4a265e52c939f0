/**
 * The phone of the original as a server (§5 of the seed's protocol): no greeting, replays every log it holds to each client,
 * then live frames; throws away what clients say, asks for nothing, never pings. Its page is a stand-in.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface PhoneLog {
  message: string
  level: string | null
  /** As Dart writes it: local, no zone. */
  timestamp: string
  error: string | null
  stackTrace: string | null
}

export class SeedDirectServer {
  readonly #http: http.Server
  readonly #sockets = new WebSocketServer({ noServer: true })
  /** Everything it holds, oldest first; the original never lets go of one. */
  readonly held: PhoneLog[] = []
  /** Connections so far. */
  connections = 0
  /** From all clients; answered as every WebSocket does. */
  pings = 0
  /** What clients said, which the original never looks at. */
  readonly heard: string[] = []
  #port = 0
  #micros = 123_456

  private constructor() {
    this.#http = http.createServer((request, response) => {
      if (request.url?.split('?')[0] === '/ws') response.writeHead(400).end()
      else
        response
          .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
          .end('<!doctype html><title>Agent Logger</title>')
    })
    this.#http.on('upgrade', (request, socket, head) => {
      if (request.url?.split('?')[0] !== '/ws') return void socket.destroy()
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        this.connections++
        client.on('ping', () => this.pings++)
        client.on('message', (data) => this.heard.push(String(data)))
        for (const log of this.held) client.send(frameOf(log))
      })
    })
  }

  /** The same port again is the same phone after its Wi-Fi, or its app, was away. */
  static async start(port = 0): Promise<SeedDirectServer> {
    const phone = new SeedDirectServer()
    await phone.listen(port)
    return phone
  }

  async listen(port = this.#port): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject)
      this.#http.listen(port, '127.0.0.1', resolve)
    })
    this.#port = (this.#http.address() as AddressInfo).port
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/ws`
  }

  get clients(): number {
    return this.#sockets.clients.size
  }

  /** Logs one more; whoever is connected gets it. */
  log(message: string, more: Partial<PhoneLog> = {}): PhoneLog {
    const log = { message, level: 'info', timestamp: this.#stamp(), error: null, stackTrace: null, ...more }
    this.held.push(log)
    for (const client of this.#sockets.clients) client.send(frameOf(log))
    return log
  }

  /** As `clearLogs()` of the app does. */
  clear(): void {
    this.held.length = 0
  }

  /** Sends text of any kind, as no phone does. */
  say(text: string): void {
    for (const client of this.#sockets.clients) client.send(text)
  }

  /** The Wi-Fi is gone: sockets end without a word. */
  drop(): void {
    for (const client of this.#sockets.clients) (client as WebSocket).terminate()
  }

  /** The phone has left the network: its sockets are open still, and answer nothing. */
  freeze(): void {
    for (const client of this.#sockets.clients) client.pause()
  }

  /** Stops listening; {@link listen} brings the phone back with what it holds. */
  async stop(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    this.drop()
    this.#http.closeAllConnections()
    await stopped
  }

  /** A microsecond later each time. */
  #stamp(): string {
    this.#micros++
    return `2025-10-07T09:11:${String(Math.floor(this.#micros / 1e6)).padStart(2, '0')}.${String(this.#micros % 1e6).padStart(6, '0')}`
  }
}

/** §2.6: key order and nulls as on the wire; the device id is a constant in direct mode. */
function frameOf({ message, level, timestamp, error, stackTrace }: PhoneLog): string {
  return JSON.stringify({
    type: 'log',
    data: { message, level, timestamp, error, stackTrace, deviceId: 'mobile_device' },
  })
}
