/**
 * A Flutter app's phone as a server [FP18]: sends no greeting, replays every log it holds to each client and then sends live
 * frames; ignores what clients send, asks for nothing and never pings. Its page is a placeholder.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface PhoneLog {
  message: string
  level: string | null
  /** As Dart writes it: local time without a zone. */
  timestamp: string
  error: string | null
  stackTrace: string | null
}

export class FlutterDirectServer {
  readonly #http: http.Server
  readonly #sockets = new WebSocketServer({ noServer: true })
  /** Every log it holds, oldest first. A real phone never drops one. */
  readonly held: PhoneLog[] = []
  /** Connections so far. */
  connections = 0
  /** Pings from all clients, which it answers as every WebSocket does. */
  pings = 0
  /** Messages from clients, which a real phone ignores. */
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

  /** Listening on the same port again means the same phone, after its Wi-Fi or its app was away. */
  static async start(port = 0): Promise<FlutterDirectServer> {
    const phone = new FlutterDirectServer()
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

  /** Logs one more entry and sends it to every connected client. */
  log(message: string, more: Partial<PhoneLog> = {}): PhoneLog {
    const log = { message, level: 'info', timestamp: this.#stamp(), error: null, stackTrace: null, ...more }
    this.held.push(log)
    for (const client of this.#sockets.clients) client.send(frameOf(log))
    return log
  }

  /** Like the app's `clearLogs()`. */
  clear(): void {
    this.held.length = 0
  }

  /** Sends arbitrary text, which no phone does. */
  say(text: string): void {
    for (const client of this.#sockets.clients) client.send(text)
  }

  /** The Wi-Fi is gone: sockets end without a close frame. */
  drop(): void {
    for (const client of this.#sockets.clients) (client as WebSocket).terminate()
  }

  /** The phone has left the network: its sockets are still open but answer nothing. */
  freeze(): void {
    for (const client of this.#sockets.clients) client.pause()
  }

  /** Stops listening; {@link listen} brings the phone back with the logs it holds. */
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

/** [FP5] Key order and nulls as on the wire; the device id is a constant in direct mode. */
function frameOf({ message, level, timestamp, error, stackTrace }: PhoneLog): string {
  return JSON.stringify({
    type: 'log',
    data: { message, level, timestamp, error, stackTrace, deviceId: 'mobile_device' },
  })
}
