/**
 * One viewer of the original (§13.2): gets a session's logs, one text frame each, and says nothing. What it cannot take in
 * time ends it, as nothing on this path could tell it what it missed.
 */
import type { WebSocket } from 'ws'
import type { AppError } from '../errors.ts'
import type { LimitHits } from '../limit-hits.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { SessionState } from '../protocol/messages.ts'
import { TokenBucket } from '../relay/token-bucket.ts'
import type { TrafficMeter } from '../relay/traffic.ts'
import { newSeedClientId } from '../seed/ids.ts'
import { closeSocket, Pulse } from './seed-socket.ts'

/** Both as the original spells them (§13.2.3). */
const NOT_FOUND = { code: 'session_not_found', message: 'Session not found' }

export interface SeedViewerParts {
  id: string
  ws: WebSocket
  grant: ViewerGrant
  hits: LimitHits
  sent: TrafficMeter
  now(): number
}

export class SeedViewer {
  readonly id: string
  readonly ws: WebSocket
  readonly grant: ViewerGrant
  readonly pulse: Pulse
  readonly #clientId = newSeedClientId()
  readonly #parts: SeedViewerParts
  #deviceId = ''
  #hasDevice = true
  #knowsEncrypted = false

  constructor(parts: SeedViewerParts) {
    this.#parts = parts
    this.id = parts.id
    this.ws = parts.ws
    this.grant = parts.grant
    this.pulse = new Pulse(parts.ws)
    // Read-only: what it says is counted and not looked at.
    const said = new TokenBucket(LIMITS.controlPerSecond, LIMITS.controlPerSecond * 4, parts.now())
    parts.ws.on('message', () => {
      this.pulse.alive()
      if (parts.ws.readyState !== parts.ws.OPEN || said.take(1, parts.now())) return
      parts.hits.hit('controlPerSecond', 'a viewer of the original')
      parts.ws.terminate()
    })
  }

  /** [S13.2.1] */
  greet(deviceId: string, sessionId: string, serverUrl: string): void {
    const clientId = this.#clientId
    this.#deviceId = deviceId
    this.#write(JSON.stringify({ type: 'connected', clientId, deviceId, sessionId, serverUrl }))
  }

  /** [S13.2.2] Frames of one batch, nothing around them. Null: it is sealed from end to end. */
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

  /** [S13.2.3] */
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
    if (ws.bufferedAmount > LIMITS.seedViewerBufferedBytesMax) {
      this.#parts.hits.hit('seedViewerBufferedBytesMax', `a viewer of the original held ${ws.bufferedAmount} bytes`)
      ws.terminate()
      return
    }
    ws.send(text)
  }
}
