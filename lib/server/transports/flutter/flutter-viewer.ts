/**
 * One viewer of the Flutter package [FB11]: it gets a session's logs, one text frame each, and sends nothing. A viewer that is
 * too slow is disconnected, because nothing in this protocol could tell it what it missed.
 */
import type { WebSocket } from 'ws'
import { newFlutterClientId } from '#lib/flutter/ids.ts'
import type { AppError } from '#lib/protocol/app-error.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import type { LimitHits } from '#lib/server/limit-hits.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'
import type { TrafficMeter } from '#lib/server/relay/traffic.ts'
import { closeSocket, Heartbeat } from './flutter-socket.ts'

/** Spelled as the Dart relay spells them [FP12]. */
const NOT_FOUND = { code: 'session_not_found', message: 'Session not found' }

export interface FlutterViewerParts {
  id: string
  ws: WebSocket
  grant: ViewerGrant
  hits: LimitHits
  sent: TrafficMeter
  now(): number
}

export class FlutterViewer {
  readonly id: string
  readonly ws: WebSocket
  readonly grant: ViewerGrant
  readonly heartbeat: Heartbeat
  readonly #clientId = newFlutterClientId()
  readonly #parts: FlutterViewerParts
  #deviceId = ''
  #hasDevice = true
  #knowsEncrypted = false

  constructor(parts: FlutterViewerParts) {
    this.#parts = parts
    this.id = parts.id
    this.ws = parts.ws
    this.grant = parts.grant
    this.heartbeat = new Heartbeat(parts.ws)
    // Its messages are counted, not read.
    const control = new TokenBucket(LIMITS.controlPerSecond, LIMITS.controlPerSecond * 4, parts.now())
    parts.ws.on('message', () => {
      this.heartbeat.alive()
      if (parts.ws.readyState !== parts.ws.OPEN || control.take(1, parts.now())) return
      parts.hits.hit('controlPerSecond', 'a Flutter viewer')
      parts.ws.terminate()
    })
  }

  /** [FP10] */
  greet(deviceId: string, sessionId: string, serverUrl: string): void {
    const clientId = this.#clientId
    this.#deviceId = deviceId
    this.#write(JSON.stringify({ type: 'connected', clientId, deviceId, sessionId, serverUrl }))
  }

  /** [FP11] The frames of one batch, as they are. Null: the batch is encrypted from end to end. */
  logs(frames: readonly string[] | null): void {
    if (frames === null) {
      if (this.#knowsEncrypted) return
      this.#knowsEncrypted = true
      const message = 'The logs of this session are encrypted from end to end. Open it in Agent Logger.'
      this.#write(JSON.stringify({ type: 'error', message, code: 'session_encrypted' }))
      return
    }
    let bytes = 0
    for (const frame of frames) {
      this.#write(frame)
      bytes += frame.length
    }
    this.#parts.sent.add(bytes)
  }

  /** [FP12] */
  state({ liveness }: SessionState): void {
    const hasDevice = liveness === 'live'
    if (this.#hasDevice && !hasDevice) this.#write(JSON.stringify({ type: 'disconnected', deviceId: this.#deviceId }))
    this.#hasDevice = hasDevice
  }

  end(error: AppError): void {
    const isUnknown = error.code === 'session-unknown' || error.code === 'not-found'
    const { code, message } = isUnknown ? NOT_FOUND : { code: error.code.replaceAll('-', '_'), message: error.message }
    this.#write(JSON.stringify({ type: 'error', message, code }))
    closeSocket(this.ws, error)
  }

  #write(text: string): void {
    const { ws } = this
    if (ws.readyState !== ws.OPEN) return
    if (ws.bufferedAmount > LIMITS.flutterViewerBufferedBytesMax) {
      this.#parts.hits.hit('flutterViewerBufferedBytesMax', `a Flutter viewer held ${ws.bufferedAmount} bytes`)
      ws.terminate()
      return
    }
    ws.send(text)
  }
}
