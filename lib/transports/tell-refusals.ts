/** Remembers the devices that are not let in, tells the other nodes, and tells the team's dashboards that there is something to see. */
import type { IncomingMessage } from 'node:http'
import { isAppError } from '../errors.ts'
import { networkOf } from '../pairing/same-network.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import type { Refusal, RefusedDevice, RefusedDevices } from '../relay/refused-devices.ts'
import { deviceHelloSchema } from './control-schemas.ts'

export interface TellRefusalsParts {
  refused: RefusedDevices
  /** Null: where it came from is not known, and strangers are nobody's business. */
  addressOf: ((request: IncomingMessage) => string) | null
  tellNodes(refusal: Refusal): void
  tellTeam(teamId: string): void
}

/** A device that replaces its own connection is not in trouble; a fault of ours is not its. */
const NOT_TOLD: ReadonlySet<ErrorCodeName> = new Set(['session-superseded', 'internal', 'going-away'])
/** A device that hammers must not make every dashboard load its lists in step. */
const TELL_EVERY_MS = 250
const UNDESCRIBED: RefusedDevice = {
  installationId: '',
  name: '',
  platform: '',
  appName: '',
  appVersion: '',
  sdkVersion: '',
}

export class TellRefusals {
  readonly #parts: TellRefusalsParts
  readonly #telling = new Map<string, NodeJS.Timeout>()

  constructor(parts: TellRefusalsParts) {
    this.#parts = parts
  }

  /** `right`: what it had shown before it was refused; without it the error may know. `said`: its hello, whatever it is. */
  refused(error: unknown, request: IncomingMessage, said: unknown, right?: { teamId: string; tokenId: string }): void {
    if (!isAppError(error) || NOT_TOLD.has(error.code)) return
    const whose = right ?? error.about ?? null
    const { addressOf } = this.#parts
    const network = addressOf ? networkOf(addressOf(request)) : null
    if (!whose && network === null) return
    const refusal = this.#parts.refused.add({
      teamId: whose?.teamId ?? null,
      tokenId: whose?.tokenId ?? null,
      network,
      code: error.code,
      device: describedIn(said),
      atMs: Date.now(),
    })
    this.#parts.tellNodes(refusal)
    this.#tell(refusal.teamId)
  }

  /** Another node has refused it. */
  heard({ count: _, ...refusal }: Refusal): void {
    this.#parts.refused.add(refusal)
    this.#tell(refusal.teamId)
  }

  admitted(tokenId: string, installationId: string): void {
    this.#parts.refused.forget(tokenId, installationId)
  }

  close(): void {
    for (const timer of this.#telling.values()) clearTimeout(timer)
    this.#telling.clear()
  }

  #tell(teamId: string | null): void {
    if (teamId === null || this.#telling.has(teamId)) return
    const timer = setTimeout(() => {
      this.#telling.delete(teamId)
      this.#parts.tellTeam(teamId)
    }, TELL_EVERY_MS)
    this.#telling.set(teamId, timer)
  }
}

function describedIn(said: unknown): RefusedDevice {
  const device = (said as { device?: unknown } | null)?.device
  const parsed = deviceHelloSchema.shape.device.safeParse(device)
  if (!parsed.success) return UNDESCRIBED
  const { installationId, name, platform, appName, appVersion, sdkVersion } = parsed.data
  return { installationId, name, platform, appName, appVersion, sdkVersion }
}
