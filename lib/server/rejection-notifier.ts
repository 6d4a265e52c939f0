/**
 * Remembers the devices that the server rejects, tells the other nodes, and tells dashboards that there is something to see:
 * the team's where the device showed a token of the team, else those in the device's network.
 */
import type { IncomingMessage } from 'node:http'
import { isAppError } from '#lib/protocol/app-error.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import { Coalescer } from './coalescer.ts'
import { NearbyNotifier, type NearbyReceiver } from './nearby-notifier.ts'
import { networkOf } from './pairing/same-network.ts'
import { type Refusal, type RejectedDevice, type RejectedDevices, UNDESCRIBED } from './relay/rejected-devices.ts'
import { deviceHelloSchema } from './transports/socket-io/control-schemas.ts'

export interface RejectionNotifierParts {
  rejected: RejectedDevices
  /** Null: the address is not known, so no rejection without a team's token is remembered. */
  ownAddressOf(request: IncomingMessage): string | null
  tellNodes(refusal: Refusal): void
  tellTeam(teamId: string): void
  /** Dashboards in the networks of strangers. */
  nearby: readonly NearbyReceiver[]
}

/** Not the device's trouble: it replaced its own connection, or the fault is ours. */
const IGNORED: ReadonlySet<ErrorCodeName> = new Set(['session-superseded', 'internal', 'going-away'])
/** A device that keeps trying must not make every dashboard load its lists each time. */
const DELAY_MS = 250
const TEAMS_MAX = 1_000

export class RejectionNotifier {
  readonly #parts: RejectionNotifierParts
  readonly #teams: Coalescer
  readonly #nearby: NearbyNotifier

  constructor(parts: RejectionNotifierParts) {
    this.#parts = parts
    this.#nearby = new NearbyNotifier('rejections', parts.nearby)
    this.#teams = new Coalescer({
      delayMs: DELAY_MS,
      keysMax: TEAMS_MAX,
      flush: (teams) => {
        for (const team of teams) parts.tellTeam(team)
      },
    })
  }

  /**
   * Remembers a rejection on all nodes. `hello`: whatever the device sent. `right`: the one that it showed, if it got that far;
   * otherwise the error may know.
   */
  report(error: unknown, request: IncomingMessage, hello: unknown, right?: { teamId: string; tokenId: string }): void {
    if (!isAppError(error) || IGNORED.has(error.code)) return
    const owner = right ?? error.about ?? null
    const address = this.#parts.ownAddressOf(request)
    const network = address === null ? null : networkOf(address)
    if (!owner && network === null) return
    const refusal = this.#parts.rejected.add({
      teamId: owner?.teamId ?? null,
      tokenId: owner?.tokenId ?? null,
      network,
      code: error.code,
      device: describedIn(hello),
      atMs: Date.now(),
    })
    this.#parts.tellNodes(refusal)
    this.#tell(refusal)
  }

  /** Another node rejected a device. */
  reportElsewhere({ count: _, ...refusal }: Refusal): void {
    this.#parts.rejected.add(refusal)
    this.#tell(refusal)
  }

  /** Forgets the rejections of a device that was admitted now. */
  clear({ tokenId, teamId }: DeviceGrant, installationId: string): void {
    if (this.#parts.rejected.forget(tokenId, installationId)) this.#teams.add(teamId)
  }

  close(): void {
    this.#teams.close()
    this.#nearby.close()
  }

  #tell({ teamId, network }: Pick<Refusal, 'teamId' | 'network'>): void {
    if (teamId !== null) this.#teams.add(teamId)
    else if (network !== null) this.#nearby.changed(network)
  }
}

function describedIn(hello: unknown): RejectedDevice {
  const device = (hello as { device?: unknown } | null)?.device
  const parsed = deviceHelloSchema.shape.device.safeParse(device)
  if (!parsed.success) return UNDESCRIBED
  const { installationId, name, platform, appName, appVersion, sdkVersion } = parsed.data
  return { installationId, name, platform, appName, appVersion, sdkVersion }
}
