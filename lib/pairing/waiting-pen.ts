/**
 * Devices that connected without a key and wait until somebody claims them. Bounded in number, per address and in time; what
 * they send meanwhile goes nowhere. Sockets, rights and the time are the callers'.
 */
import { AppError } from '../errors.ts'
import { LIMITS } from '../protocol/limits.ts'
import { codeOfDeviceId, newPairingCode, readPairingCode } from '../protocol/pairing-code.ts'
import { isNear, networkOf } from './same-network.ts'

/** What the person who claims a device gives it: a team, and with a token that token's rights. */
export interface Claim {
  teamId: string
  tokenId: string | null
  deviceName?: string
  /** Who claimed. */
  userId?: string
}

export interface WaitingDevice {
  /** Of the connection. */
  id: string
  sessionId: string
  deviceId: string
  /** See pairing-code.ts: what the device shows and people type. */
  code: string
  /** Of its network; see same-network.ts. */
  address: string
  userAgent: string
  sinceMs: number
}

interface Waiting {
  device: WaitingDevice
  onClaimed: (claim: Claim) => void
}

export class WaitingPen {
  readonly #waiting = new Map<string, Waiting>()
  readonly #byCode = new Map<string, string>()
  readonly #bySession = new Map<string, string>()
  readonly #countByNetwork = new Map<string, number>()
  #changed: () => void = () => {}

  get size(): number {
    return this.#waiting.size
  }

  /** Called after every change of who waits. One listener. */
  onChange(changed: () => void): void {
    this.#changed = changed
  }

  /** `onClaimed` is called at most once. Throws `pairing-full` when too many wait here or from this address. */
  add(
    device: Pick<WaitingDevice, 'id' | 'sessionId' | 'deviceId' | 'address' | 'userAgent'>,
    onClaimed: (claim: Claim) => void,
    nowMs: number,
  ): WaitingDevice {
    if (this.#waiting.size >= LIMITS.waitingDevicesMax)
      throw new AppError('pairing-full', `${LIMITS.waitingDevicesMax} devices wait to be claimed already.`, {
        limit: 'waitingDevicesMax',
      })
    const network = networkOf(device.address)
    const here = this.#countByNetwork.get(network) ?? 0
    if (here >= LIMITS.waitingDevicesPerAddress)
      throw new AppError('pairing-full', `${here} devices of this address wait to be claimed already.`, {
        limit: 'waitingDevicesPerAddress',
      })
    if (this.#waiting.has(device.id) || this.#bySession.has(device.sessionId)) throw new AppError('conflict')
    const { id, sessionId, deviceId, address, userAgent } = device
    const waiting = {
      id,
      sessionId,
      deviceId,
      code: this.#freeCode(deviceId),
      address,
      userAgent,
      sinceMs: Math.round(nowMs),
    }
    this.#waiting.set(id, { device: waiting, onClaimed })
    this.#byCode.set(waiting.code, id)
    this.#bySession.set(sessionId, id)
    this.#countByNetwork.set(network, here + 1)
    this.#changed()
    return waiting
  }

  /** It left, or somebody else serves it now. */
  remove(id: string): void {
    if (this.#take(id)) this.#changed()
  }

  /** Those of the same network, the newest first. */
  near(address: string): WaitingDevice[] {
    return this.all().filter((device) => isNear(address, device.address))
  }

  /** The newest first. */
  all(): WaitingDevice[] {
    return [...this.#waiting.values()].map(({ device }) => device).reverse()
  }

  /** `code` as typed. */
  find(q: { code: string } | { sessionId: string }): WaitingDevice | null {
    const code = 'code' in q ? readPairingCode(q.code) : null
    const id = 'code' in q ? code !== null && this.#byCode.get(code) : this.#bySession.get(q.sessionId)
    return (id && this.#waiting.get(id)?.device) || null
  }

  /** False when it waits no longer. */
  claim(id: string, claim: Claim): boolean {
    const taken = this.#take(id)
    if (!taken) return false
    this.#changed()
    taken.onClaimed(claim)
    return true
  }

  /** Takes out those that nobody claimed in time; the caller lets them go. */
  expire(nowMs: number): WaitingDevice[] {
    // In the order they came, so the first that may stay ends it.
    const expired: WaitingDevice[] = []
    for (const { device } of this.#waiting.values()) {
      if (nowMs - device.sinceMs < LIMITS.waitingMs) break
      expired.push(device)
    }
    for (const { id } of expired) this.remove(id)
    return expired
  }

  #take(id: string): Waiting | null {
    const taken = this.#waiting.get(id)
    if (!taken) return null
    const { code, sessionId, address } = taken.device
    this.#waiting.delete(id)
    this.#byCode.delete(code)
    this.#bySession.delete(sessionId)
    const network = networkOf(address)
    const left = (this.#countByNetwork.get(network) ?? 1) - 1
    if (left > 0) this.#countByNetwork.set(network, left)
    else this.#countByNetwork.delete(network)
    return taken
  }

  /** The one the device shows; another when that is taken, and then only the session id claims it from afar. */
  #freeCode(deviceId: string): string {
    let code = codeOfDeviceId(deviceId) ?? newPairingCode()
    while (this.#byCode.has(code)) code = newPairingCode()
    return code
  }
}
