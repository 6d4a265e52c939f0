/**
 * A Dart relay, as another server [FP10][FP11]: greets a viewer, forwards what its device logs, stores nothing, and closes
 * the connection without a reason when it does not know the session.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export class FlutterRelayServer {
  readonly #http = http.createServer((_request, response) => response.writeHead(404).end())
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly sessions = new Set<string>()
  /** Type of the greeting, which is not documented anywhere. */
  greetingType: string | null = 'connected'
  connections = 0
  readonly heard: string[] = []

  static async start(): Promise<FlutterRelayServer> {
    const relay = new FlutterRelayServer()
    relay.#http.on('upgrade', (request, socket, head) => {
      const query = new URL(request.url ?? '/', 'http://relay').searchParams
      relay.#sockets.handleUpgrade(request, socket, head, (client) => relay.#meet(client, query))
    })
    await new Promise<void>((resolve) => relay.#http.listen(0, '127.0.0.1', resolve))
    return relay
  }

  get host(): string {
    return `127.0.0.1:${(this.#http.address() as AddressInfo).port}`
  }

  urlOf(session: string): string {
    return `ws://${this.host}/ws?type=web&session=${session}`
  }

  get clients(): number {
    return this.#sockets.clients.size
  }

  log(message: string, { level = 'info', timestamp = localTime() }: { level?: string; timestamp?: string } = {}): void {
    const data = { message, level, timestamp, error: null, stackTrace: null, deviceId: 'device_abc' }
    this.say(JSON.stringify({ type: 'log', data }))
  }

  say(text: string): void {
    for (const client of this.#sockets.clients) client.send(text)
  }

  drop(): void {
    for (const client of this.#sockets.clients) (client as WebSocket).terminate()
  }

  async stop(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    this.drop()
    this.#http.closeAllConnections()
    await stopped
  }

  #meet(client: WebSocket, query: URLSearchParams): void {
    this.connections++
    const sessionId = query.get('session') ?? ''
    if (query.get('type') !== 'web' || !this.sessions.has(sessionId)) {
      client.close()
      return
    }
    client.on('message', (data) => this.heard.push(String(data)))
    const ids = { clientId: 'client_def', deviceId: 'device_abc', sessionId }
    client.send(JSON.stringify(this.greetingType === null ? ids : { type: this.greetingType, ...ids }))
  }
}

/** A timestamp without a zone, from a device five hours ahead of UTC. */
function localTime(): string {
  return `${new Date(Date.now() + 5 * 3600_000).toISOString().slice(0, -1)}456`
}
