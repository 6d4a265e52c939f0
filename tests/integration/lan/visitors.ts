/** Visitors of a direct server: clients that choose their headers, native viewers of the Flutter package, and readers that stop reading. */
import http from 'node:http'
import { WebSocket } from 'ws'

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: string
}

/** One request, with any Host and Origin. */
export function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** A viewer as Dart's is: no Origin, no ping, no reconnect, nothing to say. */
export class Viewer {
  readonly socket: WebSocket
  readonly frames: string[] = []
  /** 101, or the status of the refusal. */
  readonly status: Promise<number>
  readonly closed: Promise<number>
  #changed = () => {}

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers })
    this.socket.on('message', (data) => {
      this.frames.push(String(data))
      this.#changed()
    })
    this.socket.on('error', () => {})
    this.status = new Promise((resolve) => {
      this.socket.once('open', () => resolve(101))
      this.socket.once('unexpected-response', (request, response) => {
        resolve(response.statusCode ?? 0)
        request.destroy()
      })
    })
    this.closed = new Promise((resolve) => this.socket.once('close', (code) => resolve(code)))
  }

  get messages(): string[] {
    return this.frames.map((frame) => JSON.parse(frame).data.message)
  }

  /** Resolves once the condition holds; asked at every frame. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = () => isSo() && resolve()
      this.#changed()
    })
  }

  has(count: number): Promise<void> {
    return this.until(() => this.frames.length >= count)
  }
}
