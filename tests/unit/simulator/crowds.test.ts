/** What only shows beside others: a slow reader, and many who come late at once. */
import { expect, test } from 'vitest'
import type { Schedule } from './schedule.ts'
import { Simulation } from './simulation.ts'

const RING = { ringBytesMax: 512 * 1024, ringRecordsMax: 3_000, sealMs: 0 }
const reader = (joinsAtMs = 0) => ({ device: 0, byDevice: false, want: 0, inOrder: false, joinsAtMs })
const setup = { seed: 5, nodes: 1, devices: [RING], latencyMs: 20, jitterMs: 10 }
const stream = { atMs: 100, fault: { do: 'stream', device: 0, perSecond: 60, bytes: 2_000, ms: 15_000 } } as const

test('[I7] a reader that hardly reads changes the delays of the others by at most a fifth', async () => {
  const p99 = async (isSlow: boolean) => {
    const slow = { atMs: 50, fault: { do: 'slow', viewer: 0, bytesPerSecond: 200, ms: 15_000 } } as const
    const schedule: Schedule = {
      setup: { ...setup, viewers: [reader(), reader(), reader()] },
      faults: isSlow ? [stream, slow] : [stream],
    }
    const { oracle } = await new Simulation(schedule).run()
    expect(oracle.violations).toEqual([])
    const [, ...others] = oracle.readers.values()
    const delays = others.flatMap((each) => [...each.sessions.values()].flatMap((read) => read.latenciesMs))
    return delays.sort((a, b) => a - b)[Math.floor(delays.length * 0.99)] ?? Number.NaN
  }
  expect(await p99(true)).toBeLessThanOrEqual((await p99(false)) * 1.2)
})

test('[I13] forty readers that come late at once cost the device at most 1.2 times what one would', async () => {
  const late = Array.from({ length: 40 }, () => reader(5_000))
  const faults: Schedule['faults'] = [{ atMs: 100, fault: { do: 'log', device: 0, count: 400, bytes: 300 } }]
  const { oracle } = await new Simulation({ setup: { ...setup, viewers: late }, faults }).run()
  expect(oracle.violations).toEqual([])
  const [truth] = oracle.sessions.values()
  const distinctBytes = [...(truth?.fills.keys() ?? [])].reduce(
    (sum, first) => sum + (truth?.sealed.get(first)?.header[4] ?? 0),
    0,
  )
  expect(distinctBytes).toBeGreaterThan(100_000)
  expect((truth?.fillBytes ?? 0) / distinctBytes).toBeLessThanOrEqual(1.2)
})
