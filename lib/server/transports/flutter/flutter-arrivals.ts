/**
 * Identifies a new app connection: which right it has by its host key, and whether it continues the run of an app with the
 * same key that left or seems dead [FP1]. An app without a key has no right, whatever ran before it. It has no session yet and
 * was not answered yet.
 */
import type { IncomingMessage } from 'node:http'
import { newFlutterDeviceId, newFlutterSessionId } from '#lib/flutter/ids.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { sourceOf } from '#lib/server/pairing/app-source.ts'
import { GrantConnects } from '#lib/server/transports/grant-connects.ts'
import type { FlutterDevice } from './flutter-device.ts'
import type { FlutterParts } from './flutter-parts.ts'
import type { LastRun, RememberedRun, RememberedRuns } from './remembered-runs.ts'

/** What is known of a connection before it is answered. */
export interface Arrival {
  /** Connection id. */
  id: string
  source: string
  /** Null: it came through a proxy that is not trusted, so its address is that of many. */
  ownAddress: string | null
  userAgent: string
  sessionId: string
  deviceId: string
  /** Null: it waits to be claimed. */
  run: RememberedRun | null
  /** Set when it continues a run. */
  lastRun: LastRun | null
}

export class FlutterArrivals {
  readonly #parts: FlutterParts
  readonly #runs: RememberedRuns
  readonly #connected: ReadonlyMap<string, FlutterDevice>
  readonly #connects = new GrantConnects()

  constructor(parts: FlutterParts, runs: RememberedRuns, connected: ReadonlyMap<string, FlutterDevice>) {
    this.#parts = parts
    this.#runs = runs
    this.#connected = connected
  }

  /** Throws `token-unknown`, `too-many-requests`, `pairing-off`, or what FlutterPorts.hostKeyGrant throws. */
  async identify(request: IncomingMessage): Promise<Arrival> {
    const { flutter } = this.#parts
    const host = request.headers.host ?? ''
    const userAgent = (request.headers['user-agent'] ?? '').slice(0, LIMITS.labelCharsMax)
    const source = sourceOf(host, flutter.addressOf(request), userAgent)
    const id = `flutter:${randomId()}`
    const key = flutter.hostKeyOf(host)
    if (key === null && flutter.pairingQueue === null) throw new AppError('pairing-off')
    const right = key === null ? null : await this.#rightOf(key)
    const continued = right && (await this.#continueRun(source, id, right))
    const lastRun = continued?.lastRun ?? null
    return {
      id,
      source,
      ownAddress: flutter.ownAddressOf(request),
      userAgent,
      sessionId: lastRun?.session ?? newFlutterSessionId(),
      deviceId: lastRun?.deviceId ?? newFlutterDeviceId(),
      run: continued ?? (right && this.#runs.start(source, right, id)),
      lastRun,
    }
  }

  /** It was not accepted after all: the run may be continued as before. */
  abandon({ run, lastRun }: Arrival): void {
    if (run) this.#runs.leave(run, lastRun, this.#parts.now())
  }

  async #rightOf(key: string): Promise<DeviceGrant> {
    const grant = await this.#parts.flutter.hostKeyGrant(key, Date.now(), 'flutter')
    if (!grant) throw new AppError('token-unknown')
    await this.#connects.take('token', grant.tokenId)
    return grant
  }

  /** [FB7] The run of an app with this key that left a moment ago, or that seems dead, if its team wants that; else null. */
  async #continueRun(source: string, id: string, right: DeviceGrant): Promise<RememberedRun | null> {
    if (!(await this.#parts.flutter.adoptsRestarts(right.teamId))) return null
    const left = this.#runs.lastLeft(source, right.tokenId, this.#parts.now())
    if (left) this.#runs.resume(left, id)
    return left ?? (await this.#takeOverSilent(source, id, right.tokenId))
  }

  async #takeOverSilent(source: string, id: string, tokenId: string): Promise<RememberedRun | null> {
    const runs = this.#runs.connected(source).filter((run) => run.right.tokenId === tokenId)
    for (const [run, device] of await silentAmong(runs, this.#connected)) {
      if (run.connectionId !== device.id || !device.session) continue
      takeOver(run, device)
      this.#runs.resume(run, id)
      return run
    }
    return null
  }
}

/** Those of the runs whose app is connected and does not answer a ping. */
export async function silentAmong(
  runs: readonly RememberedRun[],
  connected: ReadonlyMap<string, FlutterDevice>,
): Promise<[RememberedRun, FlutterDevice][]> {
  const asked = runs.flatMap((run) => {
    const device = connected.get(run.connectionId ?? '')
    return device ? [[run, device] as [RememberedRun, FlutterDevice]] : []
  })
  const answers = await Promise.all(asked.map(([, { heartbeat }]) => heartbeat.probe(LIMITS.flutterProbeMs)))
  return asked.filter((_, i) => answers[i] === false)
}

/** Takes its session from a connection that seems dead. If it was only slow, its next log opens a session of its own. */
export function takeOver(run: RememberedRun, device: FlutterDevice): void {
  device.flush()
  run.lastRun = device.lastRun()
  device.supersede(run.right)
}
