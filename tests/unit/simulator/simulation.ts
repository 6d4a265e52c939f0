/**
 * Runs one schedule: builds nodes, devices and viewers, does the faults at their times, heals everything, waits until all is
 * quiet, and asks the oracle what was wrong.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import type { SessionStore } from '#lib/server/relay/session-store.ts'
import { missingOf, Oracle, type ReaderTruth } from './oracle.ts'
import { type Client, type Fault, HEALED_AT_MS, type Schedule } from './schedule.ts'
import { SimulatedBus } from './simulated-bus.ts'
import { SimulatedDevice } from './simulated-device.ts'
import { SimulatedNode, type SimulatedRights } from './simulated-node.ts'
import { SimulatedViewer } from './simulated-viewer.ts'
import { Uplink } from './uplink.ts'
import { Host, seededRandom, VirtualTime } from './virtual-time.ts'

/** Over the grace of a lost session, after which nobody waits for its device. */
const QUIET_AT_MS = HEALED_AT_MS + LIMITS.sessionGraceMs + 30_000
/** [I11] From when everybody is connected again. */
const CONVERGED_WITHIN_MS = 5_000
/** By then everybody who talked to a dead peer knows it: ping interval and timeout. */
const NOTICED_AT_MS = HEALED_AT_MS + LIMITS.pingIntervalMs + LIMITS.pingTimeoutMs
const LOOK_EVERY_MS = 250
/** [I10] Where a revocation cannot reach a node at once, the recheck finds it. */
const REVOKED_WITHIN_MS = 1_000
const RECHECKED_WITHIN_MS = 31_000

export class Simulation {
  readonly time = new VirtualTime()
  readonly oracle = new Oracle(this.time)
  readonly nodes: SimulatedNode[] = []
  readonly devices: SimulatedDevice[] = []
  readonly viewers: (SimulatedViewer | null)[] = []
  readonly #schedule: Schedule
  readonly #bus: SimulatedBus | null
  readonly #revoked = new Set<string>()
  readonly #rows = new Map<string, SessionState & { teamId: string; deviceId: string }>()
  /** When everybody was connected and nothing was amiss, without a break since. */
  #calmSinceMs: number | null = null
  #late = false
  /** How many watched each session at the last look. */
  #viewerCounts = ''

  constructor(schedule: Schedule) {
    this.#schedule = schedule
    const { setup } = schedule
    const host = (name: string, i: number) => new Host(name, this.time, setup.seed * 31 + i)
    this.#bus = setup.nodes > 1 ? new SimulatedBus(this.time, seededRandom(setup.seed)) : null
    for (let i = 0; i < setup.nodes; i++)
      this.nodes.push(new SimulatedNode(`node${i}`, host(`node${i}`, i), this.#bus, this.#rights(), this.oracle))
    const uplink = (name: string, i: number) =>
      new Uplink(host(name, i), this.nodes, {
        latencyMs: setup.latencyMs,
        jitterMs: setup.jitterMs,
        downBytesPerMs: Number.POSITIVE_INFINITY,
        upBytesPerMs: Number.POSITIVE_INFINITY,
        isSilent: false,
      })
    setup.devices.forEach((device, i) => {
      const name = `device-number-${i}`
      this.devices.push(new SimulatedDevice({ ...device, name }, uplink(name, 100 + i), this.oracle))
    })
    setup.viewers.forEach((viewer, i) => {
      this.viewers.push(null)
      this.time.at(viewer.joinsAtMs, () => {
        const device = this.#device(viewer.device)
        const target = viewer.byDevice ? { device: device.setup.name } : { session: device.truth.id }
        const { want, inOrder } = viewer
        const name = `viewer-${i}`
        this.viewers[i] = new SimulatedViewer({ name, want, inOrder }, target, uplink(name, 200 + i), this.oracle)
        this.time.hasPromises = true
      })
    })
    for (const { atMs, fault } of schedule.faults) this.time.at(atMs, () => this.#act(fault))
    this.time.at(HEALED_AT_MS, () => this.#heal())
    for (let atMs = NOTICED_AT_MS; atMs <= QUIET_AT_MS; atMs += LOOK_EVERY_MS) this.time.at(atMs, () => this.#look())
  }

  async run(): Promise<this> {
    await this.time.runUntil(QUIET_AT_MS)
    this.#judge()
    return this
  }

  // ── faults ──

  #act(fault: Fault): void {
    this.time.hasPromises = true
    const until = (ms: number, work: () => void) =>
      this.time.at(Math.min(this.time.nowMs + ms, HEALED_AT_MS), () => {
        this.time.hasPromises = true
        work()
      })
    switch (fault.do) {
      case 'log':
        return void this.#device(fault.device).log(fault.count, fault.bytes)
      case 'stream': {
        const device = this.#device(fault.device)
        const endMs = Math.min(this.time.nowMs + fault.ms, HEALED_AT_MS)
        const next = () => {
          this.time.hasPromises = true
          device.log(1, fault.bytes)
          if (this.time.nowMs < endMs) this.time.after(1000 / fault.perSecond, next)
        }
        return void next()
      }
      case 'cut':
        return void this.#uplink(fault.who)?.cut(fault.late)
      case 'silence': {
        const uplink = this.#uplink(fault.who)
        uplink?.change({ isSilent: true })
        until(fault.ms, () => uplink?.change({ isSilent: false }))
        return
      }
      case 'latency': {
        const uplink = this.#uplink(fault.who)
        uplink?.change({ latencyMs: fault.latencyMs })
        until(fault.ms, () => uplink?.change({ latencyMs: this.#schedule.setup.latencyMs }))
        return
      }
      case 'slow': {
        const uplink = this.#viewer(fault.viewer)?.uplink
        uplink?.change({ downBytesPerMs: fault.bytesPerSecond / 1000 })
        until(fault.ms, () => uplink?.change({ downBytesPerMs: Number.POSITIVE_INFINITY }))
        return
      }
      case 'crashNode':
      case 'stopNode': {
        const node = this.#node(fault.node)
        if (!node.isUp) return
        if (fault.do === 'crashNode') node.crash(fault.isSilent)
        else node.stop()
        until(fault.ms, () => node.restart())
        return
      }
      case 'freezeNode':
        return void this.#freeze(this.#node(fault.node).host, fault.ms, until)
      case 'sleepDevice':
        return void this.#freeze(this.#device(fault.device).host, fault.ms, until)
      case 'freezeTab': {
        const viewer = this.#viewer(fault.viewer)
        if (viewer) this.#freeze(viewer.host, fault.ms, until)
        return
      }
      case 'cutBus':
        this.#bus?.cut(true)
        until(fault.ms, () => this.#bus?.cut(false))
        return
      case 'loseOnBus':
        if (this.#bus) this.#bus.loss = fault.share
        until(fault.ms, () => {
          if (this.#bus) this.#bus.loss = 0
        })
        return
      case 'crashDevice': {
        const device = this.#device(fault.device)
        device.crash(fault.isSilent)
        until(fault.ms, () => device.start())
        return
      }
      case 'bye':
        return void this.#device(fault.device).bye(fault.lingerMs)
      case 'suspend': {
        const device = this.#device(fault.device)
        if (device.isOff || device.host.isFrozen) return
        device.session.suspend()
        until(fault.ms, () => !device.isOff && device.session.connect())
        return
      }
      case 'clock': {
        const hosts = { device: this.devices, node: this.nodes, viewer: this.viewers }[fault.whose]
        const owner = hosts[fault.index % hosts.length]
        if (owner) owner.host.clockOffsetMs += fault.byMs
        return
      }
      case 'reload':
        return void this.#viewer(fault.viewer)?.reload()
      case 'trim':
        return void this.#viewer(fault.viewer)?.trim(fault.share)
      case 'leave':
        return void this.#viewer(fault.viewer)?.close()
      case 'revoke':
        return void this.#revoke(fault.viewer)
    }
  }

  #freeze(host: Host, ms: number, until: (ms: number, work: () => void) => void): void {
    host.freeze()
    until(ms, () => host.thaw())
  }

  #revoke(index: number): void {
    const viewer = this.#viewer(index)
    const node = this.nodes.find(({ isUp, host }) => isUp && !host.isFrozen)
    if (!viewer || !node) return
    this.#revoked.add(viewer.setup.name)
    const isHeard = (!this.#bus || this.#bus.isCalm) && this.nodes.every(({ isUp, host }) => isUp && !host.isFrozen)
    const withinMs = isHeard ? REVOKED_WITHIN_MS : RECHECKED_WITHIN_MS
    this.oracle.forbiddenFromMs.set(viewer.setup.name, this.time.nowMs + withinMs)
    node.cutViewer(viewer.setup.name)
  }

  #heal(): void {
    this.time.hasPromises = true
    const { latencyMs } = this.#schedule.setup
    const calm = { latencyMs, downBytesPerMs: Number.POSITIVE_INFINITY, isSilent: false }
    for (const { host } of [...this.nodes, ...this.devices, ...this.viewers.filter((viewer) => viewer !== null)])
      host.thaw()
    for (const node of this.nodes) node.restart()
    if (this.#bus && !this.#bus.isCalm) {
      this.#bus.loss = 0
      this.#bus.cut(false)
    }
    for (const device of this.devices) {
      device.uplink.change(calm)
      device.start()
      if (device.session.takesRecords) device.session.connect()
    }
    for (const viewer of this.viewers) viewer?.uplink.change(calm)
  }

  // ── what must be so ──

  /** [I11] */
  #look(): void {
    const areDevicesLive = this.devices.every(
      ({ session }) => session.status.state !== 'backoff' && session.status.state !== 'connecting',
    )
    const areViewersLive = this.#watching().every((viewer) => viewer.isLive)
    const counts = this.nodes.flatMap(({ hub }) =>
      [...hub.sessions.values()].map(({ id, audience }) => `${id} ${audience.viewers.size}`),
    )
    // A viewer that was turned to another session just now has yet to get its records, and the device has yet to learn of it.
    const isTurned = counts.join() !== this.#viewerCounts
    this.#viewerCounts = counts.join()
    if (!areDevicesLive || !areViewersLive || isTurned) this.#calmSinceMs = null
    else this.#calmSinceMs ??= this.time.nowMs
    if (this.#calmSinceMs === null || this.#late) return
    if (this.time.nowMs < this.#calmSinceMs + CONVERGED_WITHIN_MS) return
    for (const { session, truth, setup } of this.devices) {
      if (session.status.state !== 'live') continue
      const viewers = this.nodes.reduce(
        (sum, { hub }) => sum + (hub.sessions.get(truth.id)?.audience.viewers.size ?? 0),
        0,
      )
      if (session.status.viewers === viewers) continue
      this.#late = true
      this.oracle.fail('I11', `${setup.name} knows of ${session.status.viewers} viewers, and has ${viewers}`)
    }
    for (const viewer of this.#watching()) {
      const truth = [...this.oracle.sessions.values()].find(({ id, isLost }) => id === viewer.reader.current && !isLost)
      if (truth?.device.session.status.state !== 'live') continue
      const missing = this.#missing(viewer.reader, truth.id)
      if (missing.length === 0) continue
      this.#late = true
      this.oracle.fail(
        'I11',
        `${viewer.setup.name} still misses ${missing.length} of ${truth.id} from ${missing[0]} on`,
      )
    }
  }

  #judge(): void {
    for (const { target, reader } of this.#watching()) {
      const device = this.devices.find(({ setup }) => 'device' in target && setup.name === target.device)
      if (device?.session.status.state !== 'live' || reader.current === device.truth.id) continue
      this.oracle.fail('I11', `${reader.name} follows ${reader.current}, and its device runs ${device.truth.id}`)
    }
    for (const viewer of this.#watching()) {
      if (!viewer.isLive) this.oracle.fail('I11', `${viewer.setup.name} is ${viewer.state} at the end`)
      for (const [id, read] of viewer.reader.sessions) {
        const missing = this.#missing(viewer.reader, id)
        if (missing.length > 0)
          this.oracle.fail(
            'I2',
            `${viewer.setup.name}: nothing was said of ${missing.length} of ${id} from ${missing[0]} on`,
          )
        const shown = read.covered.filter((state) => state === 1).length
        const gone = read.covered.filter((state) => state === 2).length
        if (gone !== read.reasons.size)
          this.oracle.fail('I14', `${viewer.setup.name}: ${gone} gone, ${read.reasons.size} with a reason`)
        if (shown + gone > (this.oracle.sessions.get(id)?.bodies.length ?? 0))
          this.oracle.fail('I14', `${viewer.setup.name}: ${shown} shown and ${gone} gone of ${id}`)
      }
    }
    for (const { session, setup } of this.devices) {
      const { head, tail } = session.status
      if (head - tail + 1 > setup.ringRecordsMax + LIMITS.batchRecordsMax)
        this.oracle.fail('I6', `${setup.name} holds ${head - tail + 1} records, at most ${setup.ringRecordsMax}`)
    }
    for (const node of this.nodes) {
      const bytes = payloadIn(node.hub)
      if (bytes) this.oracle.fail('I8', `${node.name} keeps bytes of a batch at ${bytes}`)
    }
  }

  /**
   * The seqs that the reader misses, from where it wants them up to the head it knows. Of a session that is here, every record
   * counts.
   */
  #missing(reader: ReaderTruth, id: string): number[] {
    const read = reader.sessions.get(id)
    const truth = this.oracle.sessions.get(id)
    if (!read || !truth || read.base === null) return []
    const isHere = !truth.isLost && truth.device.truth === truth && truth.device.session.status.state === 'live'
    return missingOf(read, read.base, isHere && reader.current === id ? truth.bodies.length : read.toldHead)
  }

  #watching(): SimulatedViewer[] {
    return this.viewers.filter(
      (viewer) => viewer !== null && !viewer.isClosed && viewer.reader.refused === null,
    ) as SimulatedViewer[]
  }

  #device(index: number): SimulatedDevice {
    return this.devices[index % this.devices.length] as SimulatedDevice
  }

  #node(index: number): SimulatedNode {
    return this.nodes[index % this.nodes.length] as SimulatedNode
  }

  #viewer(index: number): SimulatedViewer | null {
    const viewer = this.viewers[index % this.viewers.length] ?? null
    return viewer?.isClosed ? null : viewer
  }

  #uplink({ kind, index }: Client): Uplink | undefined {
    return kind === 'device' ? this.#device(index).uplink : this.#viewer(index)?.uplink
  }

  #rights(): SimulatedRights {
    const rows: SessionStore['rows'] = {
      recordSessionStart: async ({ id, device, startedAtMs }) => {
        const deviceId = device.installationId
        const shown = { id: deviceId, name: deviceId, platform: '', os: '', model: '', appName: '', appVersion: '' }
        const known = this.#rows.get(id)
        const counters = known?.counters ?? { records: 0, bytes: 0, levels: [0, 0, 0, 0, 0, 0, 0] }
        this.#rows.set(id, {
          ...{ session: id, teamId: 'team', deviceId, liveness: 'reconnecting', tail: counters.records + 1 },
          ...{ head: counters.records, counters, device: shown, endedAtMs: null, viewers: 0 },
          startedAtMs: known?.startedAtMs ?? startedAtMs,
        } as never)
        return { deviceId, deviceName: deviceId, startedAtMs: known?.startedAtMs ?? startedAtMs }
      },
      saveSessionProgress: async ({ id, counters }) => this.#saved(id, { counters }),
      endSession: async ({ id, counters, endedAtMs }) => this.#saved(id, { counters, endedAtMs, liveness: 'ended' }),
      findSessionState: async (id) => this.#rows.get(id) ?? null,
      findDeviceTeam: async () => 'team',
    }
    const errorOf = (name: string) => (this.#revoked.has(name) ? new AppError('token-revoked') : null)
    return {
      rows,
      viewerGrant: async (token) => {
        const error = errorOf(token)
        if (error) throw error
        return { kind: 'api', id: token, name: token, teamIds: ['team'], target: null, expiresAtMs: null }
      },
      recheckViewer: ({ id }) => errorOf(id),
    }
  }

  #saved(id: string, changes: Partial<SessionState>): void {
    const row = this.#rows.get(id)
    if (!row) return
    const { records } = changes.counters ?? row.counters
    this.#rows.set(id, { ...row, ...changes, head: records, tail: records + 1 })
  }
}

/** [I8] A path from the hub to bytes of a batch; null: it keeps none. Follows fields and getters: what `#` hides has one. */
function payloadIn(root: object): string | null {
  const seen = new Set<unknown>()
  const open: [unknown, string][] = [[root, 'hub']]
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, path] = next
    if (value === null || typeof value !== 'object' || seen.has(value)) continue
    seen.add(value)
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return path
    const parts =
      value instanceof Map ? [...value] : value instanceof Set ? [...value].entries() : [...propertiesOf(value)]
    for (const [key, part] of parts) open.push([part, `${path}.${String(key)}`])
  }
  return null
}

function* propertiesOf(value: object): Iterable<[string, unknown]> {
  yield* Object.entries(value)
  for (let from = Object.getPrototypeOf(value); from && from !== Object.prototype; from = Object.getPrototypeOf(from))
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(from)))
      if (get && Object.hasOwn(from, name)) yield [name, get.call(value)]
}
