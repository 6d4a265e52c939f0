/** The share of the thread that sources get, by a clock that the test moves. */
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { SourceTurns } from '#lib/server/transports/ingest/source-turns.ts'

function clock() {
  let nowMs = 0
  const due: { atMs: number; run(): void }[] = []
  return {
    now: () => nowMs,
    afterSockets: (run: () => void) => void due.push({ atMs: nowMs, run }),
    after: (ms: number, run: () => void) => void due.push({ atMs: nowMs + ms, run }),
    spend: (ms: number) => {
      nowMs += ms
    },
    /** Runs what is due, up to `untilMs`. Returns how often sockets were served in between. */
    run(untilMs: number): number {
      let rounds = 0
      while (due[0] && due[0].atMs <= untilMs) {
        const next = due.shift()
        nowMs = Math.max(nowMs, next?.atMs ?? 0)
        next?.run()
        rounds++
      }
      return rounds
    },
  }
}

test('a slice ends after LIMITS.sourceTurnMs, and sockets are served before the next', async () => {
  const time = clock()
  const turns = new SourceTurns(time)
  let steps = 0
  const done = turns.finish(
    'token',
    (function* () {
      for (; steps < 20; steps++) {
        time.spend(0.5)
        yield
      }
      return 'done'
    })(),
  )
  time.run(0)
  expect(steps).toBe(LIMITS.sourceTurnMs / 0.5 - 1)
  while (steps < 20) {
    await Promise.resolve()
    await Promise.resolve()
    time.run(1_000)
  }
  expect(await done).toBe('done')
})

test('together they get LIMITS.sourceThreadMsPerSecond, and LIMITS.sourceThreadBurstMs at once', () => {
  const time = clock()
  const turns = new SourceTurns(time)
  let spentMs = 0
  const spend = () => {
    time.spend(1)
    spentMs++
  }
  for (let i = 0; i < 3_000; i++) void turns.slice(`token ${i % 3}`, spend)
  time.run(LIMITS.sourceThreadBurstMs / (1 - LIMITS.sourceThreadMsPerSecond / 1_000))
  expect(spentMs).toBeGreaterThan(LIMITS.sourceThreadBurstMs)
  const before = { spentMs, nowMs: time.now() }
  time.run(before.nowMs + 2_000)
  const share = (spentMs - before.spentMs) / (time.now() - before.nowMs)
  expect(share * 1_000).toBeCloseTo(LIMITS.sourceThreadMsPerSecond, -1)
})

test('tokens take turns, however much one of them has to do', () => {
  const time = clock()
  const turns = new SourceTurns(time)
  const order: string[] = []
  const slice = (token: string) => void turns.slice(token, () => void order.push(token))
  for (let i = 0; i < 5; i++) slice('busy')
  slice('quiet')
  time.run(0)
  expect(order).toEqual(['busy', 'quiet', 'busy', 'busy', 'busy', 'busy'])
})

test('work that fails ends only its own slice', async () => {
  const time = clock()
  const turns = new SourceTurns(time)
  const failed = turns.slice('a', () => {
    throw new Error('broken')
  })
  const fine = turns.slice('b', () => {})
  time.run(0)
  await expect(failed).rejects.toThrow('broken')
  await expect(fine).resolves.toBeUndefined()
})
