import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RoundTrip } from '#lib/sdk/delivery/round-trip.ts'
import { sealPlain } from '#lib/sdk/delivery/seal.ts'
import { headSchema } from '#lib/server/transports/socket-io/control-schemas.ts'
import { deviceAndHub } from './device-and-hub.ts'

const HOUR_MS = 3_600_000

type Step =
  | { do: 'log'; count: number }
  | { do: 'wait'; ms: number }
  | { do: 'lose' | 'need' }
  | { do: 'jump'; whose: 'device' | 'relay'; ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('log'), count: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(100, 1_000, 6_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('lose', 'need') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('jump'),
      whose: fc.constantFrom('device', 'relay'),
      ms: fc.constantFrom(HOUR_MS, -HOUR_MS, -600_000, Number.NaN, Number.POSITIVE_INFINITY, 1e300),
    }),
  },
)

/** Everything that viewers and device received, except fields that only show a clock. */
async function lifeOf(steps: readonly Step[], jumps: boolean): Promise<unknown[]> {
  const { session, hub, clock, relay, settle, join, need, log, lose, out } = deviceAndHub(sealPlain)
  const told: unknown[] = []
  const wait = async (ms: number) => {
    await settle(ms)
    for (const { to, event, args } of out.said.splice(0))
      told.push(
        JSON.stringify([to, event, args], (key, value) => {
          if (key.startsWith('clock')) return undefined
          return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
        }),
      )
    told.push(session.status.acked)
  }
  await wait(100)
  join('viewer')
  for (const step of steps) {
    if (step.do === 'log') log(step.count)
    else if (step.do === 'lose') lose()
    else if (step.do === 'need') need('viewer', [[1, session.status.head + 1]])
    else if (step.do === 'jump' && jumps) {
      const owner = step.whose === 'device' ? clock : relay
      const { wallMs } = owner
      owner.wallMs = () => wallMs() + step.ms
    }
    await wait(step.do === 'wait' ? step.ms : 100)
    hub.tick(clock.nowMs())
  }
  await wait(10_000)
  expect(session.status.acked).toBe(session.status.head)
  return told
}

test('[F19][SQ3] whatever the clocks of device and relay show, the same records come in the same order at the same moment', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      expect(await lifeOf(steps, true)).toEqual(await lifeOf(steps, false))
    }),
    { numRuns: 100 },
  )
})

test('[DV10] viewers learn how far the clocks differ and how certain that is', async () => {
  const { hub, clock, relay, settle, log } = deviceAndHub(sealPlain)
  await settle()
  const state = () => [...hub.sessions.values()][0]?.state()
  expect(state()).toMatchObject({ clockOffsetMs: null, clockUncertaintyMs: null })
  const { wallMs } = relay
  relay.wallMs = () => wallMs() + HOUR_MS
  for (let i = 0; i < 5; i++) {
    log(1)
    await settle(2_000)
  }
  // Here a round trip takes a fifth of a settled span.
  expect(state()).toMatchObject({ clockOffsetMs: HOUR_MS - 100, clockUncertaintyMs: 100 })
  clock.wallMs = () => Number.NaN
  log(1)
  await settle(2_000)
  expect(state()).toMatchObject({ clockOffsetMs: HOUR_MS - 100 })
})

test('[DV10] the shortest of the last eight round trips counts', () => {
  const way = new RoundTrip()
  expect(way.ms).toBeNull()
  way.onAck(3, 10) // nobody asked
  expect(way.ms).toBeNull()
  for (const [i, spanMs] of [90, 20, 70, 60, 50, 40, 80, 65].entries()) {
    way.onSent(i + 1, i * 1_000)
    way.onSent(i + 1, i * 1_000 + 5) // one at a time
    way.onAck(i, i * 1_000 + 10) // of what was before
    way.onAck(i + 1, i * 1_000 + spanMs)
  }
  expect(way.ms).toBe(20)
  for (const i of [9, 10]) {
    way.onSent(i, 0)
    way.onAck(i, 300)
  }
  expect(way.ms).toBe(40)
})

test('[DV10] a head from an older device, or with invalid times, is still a head', () => {
  const head = { tail: 1, head: 5, counters: { records: 5, bytes: 9, levels: [0, 0, 5, 0, 0, 0, 0] } }
  expect(headSchema.safeParse(head).success).toBe(true)
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, -1, 'soon', null, undefined])
    expect(headSchema.parse({ ...head, sentAtMs: odd, roundTripMs: odd })).toMatchObject({ head: 5 })
})
