/**
 * Programs that log without our SDK, by HTTP: finds out whose request it is, hands it to its endpoint, and answers. To the hub
 * each session of a source is one connection of a device; source-sessions.ts has them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceMessage } from '#lib/server/relay/hub-output.ts'
import type { ConnectedDevice } from '#lib/server/transports/connection-rights.ts'
import { errorPlace } from '#lib/server/transports/error-place.ts'
import type { OpenTransport, RelayParts, RequestRoute, Transport } from '#lib/server/transports/transport.ts'
import { BodyReader, readWhole } from './body-reader.ts'
import { limitOf } from './decode-limits.ts'
import { journalEndpoint } from './journal-endpoint.ts'
import { lokiEndpoint } from './loki-endpoint.ts'
import { otlpEndpoint } from './otlp-endpoint.ts'
import { answer } from './source-answer.ts'
import { refusalOf, type SourceCall, type SourceEndpoint, toAppError } from './source-endpoint.ts'
import { SourceGrants, type TakenGrant } from './source-grants.ts'
import { SourceHandover } from './source-handover.ts'
import { requiredToken, tokenOf } from './source-request.ts'
import { SourceSessions } from './source-sessions.ts'
import { SourceTurns } from './source-turns.ts'
import { textEndpoint } from './text-endpoint.ts'

export interface SourceOptions {
  /** How long records are held for late viewers; 0: not at all. */
  holdMs: number
  /** Ways in beside HTTP. */
  doors?: readonly OpenSourceDoor[]
}

/** A way to the sessions of sources that has connections of its own. */
export interface SourceDoor {
  /** Those that came with a right. */
  connectedDevices(): Iterable<ConnectedDevice>
  /** Takes no new connections, and closes those that are open. */
  goAway(): void
  close(): Promise<void>
}

export type OpenSourceDoor = (sources: SourceTransport, relay: RelayParts) => SourceDoor

const SWEEP_MS = 250
/** The API's description names each: app/_openapi/source-operations.ts. */
export const SOURCE_ENDPOINTS: readonly SourceEndpoint[] = [textEndpoint, otlpEndpoint, lokiEndpoint, journalEndpoint]

export function sourceTransport(options: SourceOptions): OpenTransport {
  return (relay) => new SourceTransport(relay, options)
}

export class SourceTransport implements Transport {
  readonly sessions: SourceSessions
  readonly grants: SourceGrants
  readonly extension: SourceHandover
  readonly turns = new SourceTurns()
  readonly #relay: RelayParts
  readonly #endpoints = new Map(
    SOURCE_ENDPOINTS.flatMap((endpoint) => endpoint.paths.map((path) => [path, endpoint] as const)),
  )
  readonly #timer: NodeJS.Timeout
  readonly #doors: readonly SourceDoor[]
  /** Open uploads by token, and bytes of bodies in memory. */
  readonly #uploads = new Map<string, number>()
  #uploadCount = 0
  #bodyBytes = 0

  constructor(relay: RelayParts, { holdMs, doors = [] }: SourceOptions) {
    this.#relay = relay
    this.grants = new SourceGrants(relay.ports, relay.now)
    this.extension = new SourceHandover({
      keys: () => [...this.sessions.all()].map(({ key }) => key),
      handOver: (key) => this.sessions.handOver(key),
    })
    this.sessions = new SourceSessions({
      ...{ ...relay, holdMs },
      takeOver: (key) => this.extension.take(key),
      changed: (key, isOpen) => this.extension.changed(key, isOpen),
    })
    this.#doors = doors.map((open) => open(this, relay))
    this.#timer = setInterval(() => this.sessions.sweep(relay.now()), SWEEP_MS)
  }

  // ── what the hub sends ──

  toDevice(connection: string, message: DeviceMessage): void {
    this.sessions.byConnection(connection)?.onRelayMessage(message)
  }

  refuseDevice(connection: string, error: AppError): void {
    this.sessions.lose(connection, error)
  }

  /** It has no viewers. */
  toViewers(): void {}
  toSession(): void {}
  enterSession(): void {}
  leaveSession(): void {}

  // ── its connections ──

  *connectedDevices() {
    yield* this.grants.all()
    yield* this.sessions.all()
    for (const door of this.#doors) yield* door.connectedDevices()
  }

  connectedViewers() {
    return []
  }

  counts() {
    return { sources: this.sessions.size }
  }

  goAway(): void {
    for (const door of this.#doors) door.goAway()
    this.sessions.close(new AppError('going-away'))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.goAway()
    await Promise.all(this.#doors.map((door) => door.close()))
  }

  // ── requests ──

  readonly requests: RequestRoute = {
    has: (request) => this.#endpoints.has(pathOf(request)),
    take: (request, response, admitStranger) => {
      const endpoint = this.#endpoints.get(pathOf(request))
      if (!endpoint) return
      const token = tokenOf(request)
      const run = () => void this.#take(endpoint, request, response)
      if (token !== null && this.grants.isKnown(token, endpoint.kind)) run()
      else admitStranger(run, (error) => this.#refuse(endpoint, request, response, error))
    },
  }

  async #take(endpoint: SourceEndpoint, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { ports, rejections } = this.#relay
    let taken: TakenGrant | undefined
    try {
      if (!endpoint.methods.includes(request.method ?? '')) {
        const error = new AppError('invalid-input', `This address takes ${endpoint.methods.join(' and ')}.`)
        const refusal = refusalOf(endpoint, request, error)
        return answer(request, response, {
          ...{ ...refusal, status: 405 },
          headers: { ...refusal.headers, allow: endpoint.methods.join(', ') },
        })
      }
      taken = await this.grants.take(requiredToken(request), endpoint.kind)
      answer(request, response, await endpoint.run(this.#call(request, response, taken)))
    } catch (error) {
      ports.hits.count(error, `a source at ${endpoint.paths[0]}`)
      if (!isAppError(error)) ports.log(`a request of a source failed: ${errorPlace(error)}`)
      rejections.report(error, request, null, taken?.right)
      this.#refuse(
        endpoint,
        request,
        response,
        toAppError(error, () => new AppError('internal')),
      )
    }
  }

  #refuse(endpoint: SourceEndpoint, request: IncomingMessage, response: ServerResponse, error: AppError): void {
    answer(request, response, refusalOf(endpoint, request, error))
  }

  #call(request: IncomingMessage, response: ServerResponse, { right, charge }: TakenGrant): SourceCall {
    const { sessions, turns } = this
    const open: SourceCall['open'] = (times) => {
      const reader = new BodyReader(request, times)
      if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue()
      return reader
    }
    return {
      ...{ request, response, right, sessions, turns, open },
      url: new URL(request.url ?? '/', 'http://server.invalid'),
      whole: () => this.#whole(request, open, charge),
      upload: () => this.#upload(right.tokenId),
      hit: (limit, detail) => this.#relay.ports.hits.hit(limit, detail),
      rejected: (fault) => {
        const limit = limitOf(fault)
        if (limit) this.#relay.ports.hits.hit(limit, `a record of a source at ${pathOf(request)}`)
      },
    }
  }

  async #whole(request: IncomingMessage, open: SourceCall['open'], charge: (bytes: number) => void) {
    const said = Number(request.headers['content-length'] ?? 0)
    if (said > LIMITS.sourceBodyBytesMax)
      throw new AppError('body-too-large', `The body has more than ${LIMITS.sourceBodyBytesMax} bytes.`, {
        limit: 'sourceBodyBytesMax',
      })
    let kept = 0
    const release = () => {
      this.#bodyBytes -= kept
      kept = 0
    }
    const take = (bytes: number) => {
      charge(bytes)
      if (this.#bodyBytes + bytes > LIMITS.sourceBodiesBytesMax)
        throw new AppError('server-busy', 'Too many records wait to be read. Try again in a moment.', {
          limit: 'sourceBodiesBytesMax',
        })
      this.#bodyBytes += bytes
      kept += bytes
    }
    const reader = open({
      idleMs: LIMITS.sourceBodyIdleMs,
      limit: 'sourceBodyIdleMs',
      totalMs: LIMITS.sourceBodyMs,
    })
    try {
      return { body: await readWhole(reader, LIMITS.sourceBodyBytesMax, take), release }
    } catch (error) {
      release()
      throw error
    } finally {
      reader.close()
    }
  }

  #upload(tokenId: string): () => void {
    const ofToken = this.#uploads.get(tokenId) ?? 0
    if (ofToken >= LIMITS.tokenUploadsMax)
      throw new AppError('too-many-requests', `This token already has ${LIMITS.tokenUploadsMax} open requests.`, {
        limit: 'tokenUploadsMax',
      })
    if (this.#uploadCount >= LIMITS.uploadsMax)
      throw new AppError('server-full', `The server already has ${LIMITS.uploadsMax} open uploads.`, {
        limit: 'uploadsMax',
      })
    this.#uploadCount++
    this.#uploads.set(tokenId, ofToken + 1)
    return () => {
      this.#uploadCount--
      const left = (this.#uploads.get(tokenId) ?? 1) - 1
      if (left > 0) this.#uploads.set(tokenId, left)
      else this.#uploads.delete(tokenId)
    }
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? ''
}
