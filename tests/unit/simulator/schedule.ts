/** What happens to a simulated system: its parts, and faults with their times. Plain data, drawn and shrunk by fast-check. */
import fc from 'fast-check'

export interface Setup {
  seed: number
  nodes: number
  devices: { ringBytesMax: number; ringRecordsMax: number; sealMs: number }[]
  viewers: { device: number; byDevice: boolean; want: number; inOrder: boolean; joinsAtMs: number }[]
  latencyMs: number
  jitterMs: number
}

export type Fault =
  | { do: 'log'; device: number; count: number; bytes: number }
  | { do: 'stream'; device: number; perSecond: number; bytes: number; ms: number }
  /** `late`: the side that notices the cut only after `ms`, behind what was under way. */
  | { do: 'cut'; who: Client; late: null | { side: 'client' | 'relay'; ms: number } }
  | { do: 'silence'; who: Client; ms: number }
  | { do: 'latency'; who: Client; latencyMs: number; ms: number }
  | { do: 'slow'; viewer: number; bytesPerSecond: number; ms: number }
  | { do: 'crashNode'; node: number; ms: number; isSilent: boolean }
  | { do: 'stopNode'; node: number; ms: number }
  | { do: 'freezeNode'; node: number; ms: number }
  | { do: 'cutBus'; ms: number }
  | { do: 'loseOnBus'; share: number; ms: number }
  | { do: 'crashDevice'; device: number; ms: number; isSilent: boolean }
  | { do: 'sleepDevice'; device: number; ms: number }
  | { do: 'bye'; device: number; lingerMs: number }
  | { do: 'suspend'; device: number; ms: number }
  | { do: 'clock'; whose: 'device' | 'viewer' | 'node'; index: number; byMs: number }
  | { do: 'freezeTab'; viewer: number; ms: number }
  | { do: 'reload'; viewer: number }
  | { do: 'trim'; viewer: number; share: number }
  | { do: 'leave'; viewer: number }
  | { do: 'revoke'; viewer: number }

export interface Client {
  kind: 'device' | 'viewer'
  index: number
}

export interface Schedule {
  setup: Setup
  faults: { atMs: number; fault: Fault }[]
}

/** Faults begin before it; whatever still lasts then is healed. */
export const HEALED_AT_MS = 20_000

const index = fc.nat({ max: 5 })
const ms = fc.oneof(fc.integer({ min: 10, max: 400 }), fc.integer({ min: 400, max: 3_000 }), fc.integer({ min: 3_000, max: 14_000 })) // biome-ignore format: three spans
const client: fc.Arbitrary<Client> = fc.record({ kind: fc.constantFrom('device', 'viewer'), index })
const late = fc.oneof(
  fc.constant(null),
  fc.record({ side: fc.constantFrom('client' as const, 'relay' as const), ms: fc.integer({ min: 50, max: 6_000 }) }),
)

const kinds = {
  log: fc.record({ do: fc.constant('log'), device: index, count: fc.constantFrom(1, 1, 2, 7, 40, 150, 400), bytes: fc.constantFrom(20, 100, 300, 2_000) }), // biome-ignore format: one fault a line
  stream: fc.record({ do: fc.constant('stream'), device: index, perSecond: fc.constantFrom(2, 20, 60), bytes: fc.constantFrom(20, 100), ms: fc.integer({ min: 500, max: 8_000 }) }), // biome-ignore format: one fault a line
  cut: fc.record({ do: fc.constant('cut'), who: client, late }),
  silence: fc.record({ do: fc.constant('silence'), who: client, ms }),
  latency: fc.record({ do: fc.constant('latency'), who: client, latencyMs: fc.integer({ min: 0, max: 400 }), ms }),
  slow: fc.record({ do: fc.constant('slow'), viewer: index, bytesPerSecond: fc.constantFrom(200, 1_000, 4_000), ms }),
  crashNode: fc.record({ do: fc.constant('crashNode'), node: index, ms, isSilent: fc.boolean() }),
  stopNode: fc.record({ do: fc.constant('stopNode'), node: index, ms }),
  freezeNode: fc.record({ do: fc.constant('freezeNode'), node: index, ms }),
  cutBus: fc.record({ do: fc.constant('cutBus'), ms }),
  loseOnBus: fc.record({ do: fc.constant('loseOnBus'), share: fc.constantFrom(0.1, 0.5, 0.9), ms }),
  crashDevice: fc.record({ do: fc.constant('crashDevice'), device: index, ms, isSilent: fc.boolean() }),
  sleepDevice: fc.record({ do: fc.constant('sleepDevice'), device: index, ms }),
  bye: fc.record({ do: fc.constant('bye'), device: index, lingerMs: fc.constantFrom(0, 500, 5_000) }),
  suspend: fc.record({ do: fc.constant('suspend'), device: index, ms }),
  clock: fc.record({ do: fc.constant('clock'), whose: fc.constantFrom('device', 'viewer', 'node'), index, byMs: fc.constantFrom(3_600_000, -3_600_000, -600_000) }), // biome-ignore format: one fault a line
  freezeTab: fc.record({ do: fc.constant('freezeTab'), viewer: index, ms }),
  reload: fc.record({ do: fc.constant('reload'), viewer: index }),
  trim: fc.record({ do: fc.constant('trim'), viewer: index, share: fc.constantFrom(0.3, 0.9) }),
  leave: fc.record({ do: fc.constant('leave'), viewer: index }),
  revoke: fc.record({ do: fc.constant('revoke'), viewer: index }),
} as const

export type FaultKind = keyof typeof kinds

/** What a property draws from; the weights say what it is about. */
export interface Profile {
  nodes?: number[]
  viewersMax?: number
  weights: Partial<Record<FaultKind, number>>
  /** Fixes parts of the setup. */
  inOrder?: boolean
  ringRecordsMax?: number[]
}

export const EVERYTHING: Profile['weights'] = {
  log: 12, stream: 6, cut: 5, silence: 2, latency: 1, slow: 2, crashNode: 2, stopNode: 1, freezeNode: 1, cutBus: 1, loseOnBus: 1, crashDevice: 1,
  sleepDevice: 1, bye: 0.5, suspend: 1, clock: 1, freezeTab: 1, reload: 0.5, trim: 0.5, leave: 0.3, revoke: 0.5,
} // biome-ignore format: a table

export function schedules(profile: Profile): fc.Arbitrary<Schedule> {
  const weighted = Object.entries(profile.weights).map(([kind, weight]) => ({
    weight: Math.max(1, Math.round(weight * 10)),
    arbitrary: kinds[kind as FaultKind] as fc.Arbitrary<Fault>,
  }))
  const fault = fc.record({ atMs: fc.integer({ min: 0, max: HEALED_AT_MS - 1 }), fault: fc.oneof(...weighted) })
  const device = fc.record({
    ringBytesMax: fc.constantFrom(24 * 1024, 512 * 1024),
    ringRecordsMax: fc.constantFrom(...(profile.ringRecordsMax ?? [120, 3_000])),
    sealMs: fc.constantFrom(0, 0, 30),
  })
  const viewer = fc.record({
    device: index,
    byDevice: fc.boolean(),
    want: fc.constantFrom(0, 50, 50_000),
    inOrder: profile.inOrder === undefined ? fc.boolean() : fc.constant(profile.inOrder),
    joinsAtMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 18_000 })),
  })
  const setup = fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
    nodes: fc.constantFrom(...(profile.nodes ?? [1, 1, 2])),
    devices: fc.array(device, { minLength: 1, maxLength: 2 }),
    viewers: fc.array(viewer, { minLength: 1, maxLength: profile.viewersMax ?? 4 }),
    latencyMs: fc.constantFrom(1, 20, 90),
    jitterMs: fc.constantFrom(0, 10, 60),
  })
  return fc.record({ setup, faults: fc.array(fault, { minLength: 2, maxLength: 24, size: 'max' }) })
}

/** The schedule as people read it, in the order of its times. */
export function describeSchedule({ setup, faults }: Schedule): string {
  const lines = [...faults]
    .sort((a, b) => a.atMs - b.atMs)
    .map(
      ({ atMs, fault: { do: kind, ...parts } }) => `${String(atMs).padStart(6)} ms  ${kind} ${JSON.stringify(parts)}`,
    )
  return [JSON.stringify(setup), ...lines].join('\n')
}
