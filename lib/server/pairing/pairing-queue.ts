/**
 * Devices that connected without a key and wait until somebody claims them. Bounded in number, per address and in time; what
 * they send meanwhile is discarded. Sockets and rights are the caller's business, and time is an argument.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import { codeOfDeviceId, newPairingCode, readPairingCode } from '#lib/protocol/pairing-code.ts'
import { isNear, networkOf } from './same-network.ts'

/** Stands for the address of a device that came through a proxy that is not trusted: near nobody, here and on older nodes. */
export const UNKNOWN_ADDRESS = 'unknown'

/** What the person who claims a device gives it: a team, and with a token that token's rights. */
export interface Claim {
  teamId: string
  tokenId: string | null
  deviceName?: string
  /** The person who claimed it. */
  userId?: string
  /** What they want it to go on with. An older node ignores this and begins a new session. */
  continues?: Continuation
  /** Numbers at its source that it does not get: other people of the team claimed those devices last. */
  othersNumbers?: number[]
}

export interface Continuation {
  /** Which of the team's devices at its source; see app-source.ts. */
  number: number
  /** Null: the device goes on with a new session. */
  session: string | null
}

/** A claimed run that left a moment before the device came, or that seems dead: its claimer may go on with its session. */
export interface LeftRun {
  teamId: string
  /** The person who claimed it. */
  userId: string
  number: number
  session: string
}

export interface WaitingDevice {
  /** Connection id. */
  id: string
  sessionId: string
  deviceId: string
  /** What the device shows and people type; see pairing-code.ts. */
  code: string
  /** Its network address, see same-network.ts, or {@link UNKNOWN_ADDRESS}. */
  address: string
  userAgent: string
  sinceMs: number
  /** See app-source.ts. Absent: its address is unknown or it waits on an older node, so it is like nothing that came before. */
  source?: string
  leftRuns?: LeftRun[]
}

export type NewWaitingDevice = Omit<WaitingDevice, 'code' | 'sinceMs'>

interface Waiting {
  device: WaitingDevice
  network: string
  /** Whether it has sent anything. */
  hasSpoken: boolean
  onClaimed: OnClaimed
}

/** Returns the session in which the device goes on. */
type OnClaimed = (claim: Claim) => string

export class PairingQueue {
  /** In the order in which they came. */
  readonly #waiting = new Map<string, Waiting>()
  readonly #byCode = new Map<string, string>()
  readonly #bySession = new Map<string, string>()
  readonly #countByNetwork = new Map<string, number>()
  #changed: (device: WaitingDevice) => void = () => {}
  #evicted: (device: WaitingDevice, error: AppError) => void = () => {}

  get size(): number {
    return this.#waiting.size
  }

  /** Calls `changed` after a device began to wait, after it no longer waits, and after `leftRuns` changed. One listener. */
  onChange(changed: (device: WaitingDevice) => void): void {
    this.#changed = changed
  }

  /** Calls `evicted` with a device that gave its place to another; the caller closes its connection. One listener. */
  onEvict(evicted: (device: WaitingDevice, error: AppError) => void): void {
    this.#evicted = evicted
  }

  /**
   * [PA2] Adds a device. `onClaimed` is called at most once. Where too many wait, one of the crowd gives way. Throws
   * `pairing-full` when there is no crowd, and `conflict` when the connection or session waits already.
   */
  add(device: NewWaitingDevice, onClaimed: OnClaimed, nowMs: number): WaitingDevice {
    const { id, sessionId, deviceId, address } = device
    if (this.#waiting.has(id) || this.#bySession.has(sessionId)) throw new AppError('conflict')
    const network = networkOf(address)
    this.#makeRoom(network)
    const waiting = { ...device, code: this.#freeCode(deviceId), sinceMs: Math.round(nowMs) }
    this.#waiting.set(id, { device: waiting, network, hasSpoken: false, onClaimed })
    this.#byCode.set(waiting.code, id)
    this.#bySession.set(sessionId, id)
    this.#countByNetwork.set(network, (this.#countByNetwork.get(network) ?? 0) + 1)
    this.#changed(waiting)
    return waiting
  }

  /** The device sent something, so it is no idle socket. */
  spoke(id: string): void {
    const waiting = this.#waiting.get(id)
    if (waiting) waiting.hasSpoken = true
  }

  /** Which runs the device may go on with. */
  setLeftRuns(id: string, leftRuns: LeftRun[]): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    // A new object, so that other nodes hear of it again.
    waiting.device = { ...waiting.device, leftRuns }
    this.#changed(waiting.device)
  }

  /** The device left, or another connection of it waits. */
  remove(id: string): void {
    const taken = this.#take(id)
    if (taken) this.#changed(taken.device)
  }

  /** Devices of the same network, the newest first. */
  near(address: string): WaitingDevice[] {
    return this.all().filter((device) => isNear(address, device.address))
  }

  /** All devices, the newest first. */
  all(): WaitingDevice[] {
    return [...this.#waiting.values()].map(({ device }) => device).reverse()
  }

  /** Null when no such device waits. `code`: as typed. */
  find(q: { code: string } | { sessionId: string }): WaitingDevice | null {
    const code = 'code' in q ? readPairingCode(q.code) : null
    const id = 'code' in q ? code !== null && this.#byCode.get(code) : this.#bySession.get(q.sessionId)
    return (id && this.byId(id)) || null
  }

  byId(id: string): WaitingDevice | null {
    return this.#waiting.get(id)?.device ?? null
  }

  /** Returns the session in which the device goes on; null when it no longer waits. */
  claim(id: string, claim: Claim): string | null {
    const taken = this.#take(id)
    if (!taken) return null
    this.#changed(taken.device)
    return taken.onClaimed(claim)
  }

  /**
   * Removes devices that nobody claimed in time, and those that have sent nothing for a while, and returns them; the caller
   * closes their connections.
   */
  expire(nowMs: number): WaitingDevice[] {
    const expired: WaitingDevice[] = []
    for (const { device, hasSpoken } of this.#waiting.values())
      if (nowMs - device.sinceMs >= (hasSpoken ? LIMITS.waitingMs : LIMITS.waitingSilentMs)) expired.push(device)
    for (const { id } of expired) this.remove(id)
    return expired
  }

  /** Makes one of a crowd give way. Throws `pairing-full` when as many networks wait as may. */
  #makeRoom(network: string): void {
    const here = this.#countByNetwork.get(network) ?? 0
    if (network !== UNKNOWN_ADDRESS && here >= LIMITS.waitingDevicesPerAddress)
      this.#evictFrom(network, { limit: 'waitingDevicesPerAddress', count: here })
    if (this.#waiting.size < LIMITS.waitingDevicesMax) return
    const [crowded = network, most = 0] = largestOf(this.#countByNetwork)
    const hit = { limit: 'waitingDevicesMax', count: this.#waiting.size } as const
    if (most <= 1) throw full(hit)
    this.#evictFrom(crowded, hit)
  }

  /** The oldest of the program that has most devices waiting there; one that has sent nothing goes first. */
  #evictFrom(network: string, hit: FullHit): void {
    const there = [...this.#waiting.values()].filter((waiting) => waiting.network === network)
    const byProgram = new Map<string, number>()
    for (const { device } of there) byProgram.set(device.userAgent, (byProgram.get(device.userAgent) ?? 0) + 1)
    const [program] = largestOf(byProgram)
    const crowd = there.filter(({ device }) => device.userAgent === program)
    const evicted = (crowd.find(({ hasSpoken }) => !hasSpoken) ?? crowd[0])?.device
    if (!evicted) throw full(hit)
    this.remove(evicted.id)
    this.#evicted(evicted, full(hit))
  }

  #take(id: string): Waiting | null {
    const taken = this.#waiting.get(id)
    if (!taken) return null
    const { code, sessionId } = taken.device
    this.#waiting.delete(id)
    this.#byCode.delete(code)
    this.#bySession.delete(sessionId)
    const left = (this.#countByNetwork.get(taken.network) ?? 1) - 1
    if (left > 0) this.#countByNetwork.set(taken.network, left)
    else this.#countByNetwork.delete(taken.network)
    return taken
  }

  /** The code that the device shows, or another when that is taken: then only its session id claims it. */
  #freeCode(deviceId: string): string {
    let code = codeOfDeviceId(deviceId) ?? newPairingCode()
    while (this.#byCode.has(code)) code = newPairingCode()
    return code
  }
}

/** The first of the entries with the highest count. */
function largestOf(counts: ReadonlyMap<string, number>): [key: string, count: number] | [] {
  let largest: [string, number] | [] = []
  for (const entry of counts) if (entry[1] > (largest[1] ?? 0)) largest = entry
  return largest
}

interface FullHit {
  limit: LimitName
  /** Devices that wait there. */
  count: number
}

function full({ limit, count }: FullHit): AppError {
  return new AppError('pairing-full', `${count} devices are already waiting to be claimed.`, { limit })
}
