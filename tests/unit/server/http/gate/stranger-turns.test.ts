/** Strangers' share of the thread, with a clock of our own. */
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { StrangerTurns } from '#lib/server/http/gate/stranger-turns.ts'
import type { TurnClock } from '#lib/server/thread-share.ts'

/** A loop in which only turns and waiting take time. */
class Loop implements TurnClock {
  nowMs = 0
  readonly #due: { atMs: number; run: () => void }[] = []

  now(): number {
    return this.nowMs
  }
  afterSockets(run: () => void): void {
    this.#due.push({ atMs: this.nowMs, run })
  }
  after(ms: number, run: () => void): void {
    this.#due.push({ atMs: this.nowMs + ms, run })
  }
  /** Runs the next callback; returns how long it held the loop, or null when nothing is due. */
  step(): number | null {
    const next = this.#due.sort((a, b) => a.atMs - b.atMs).shift()
    if (!next) return null
    this.nowMs = Math.max(this.nowMs, next.atMs)
    const startMs = this.nowMs
    next.run()
    return this.nowMs - startMs
  }
}

test('[limit strangerTurnMs] a crowd of strangers never holds the loop longer than a turn and the request that ends it', () => {
  const loop = new Loop()
  const turns = new StrangerTurns(loop)
  const costMs = 0.3
  for (let i = 0; i < 1_000; i++)
    turns.add(() => {
      loop.nowMs += costMs
    })
  let longestMs = 0
  for (let heldMs = loop.step(); heldMs !== null; heldMs = loop.step()) longestMs = Math.max(longestMs, heldMs)
  expect(turns.length).toBe(0)
  expect(longestMs).toBeGreaterThan(0)
  expect(longestMs).toBeLessThanOrEqual(LIMITS.strangerTurnMs + costMs)
})

test('[limit strangerThreadMsPerSecond][limit strangerBurstMs] together they get their share, after a burst', () => {
  const loop = new Loop()
  const turns = new StrangerTurns(loop)
  let usedMs = 0
  const again = () => {
    loop.nowMs += 0.5
    usedMs += 0.5
    turns.add(again)
  }
  for (let i = 0; i < 200; i++) turns.add(again)
  while (loop.nowMs < 10_000) loop.step()
  expect(usedMs).toBeLessThanOrEqual(LIMITS.strangerThreadMsPerSecond * 10 + LIMITS.strangerBurstMs)
  expect(usedMs).toBeGreaterThan(LIMITS.strangerThreadMsPerSecond * 7)
})

test('work outside of turns counts too', () => {
  const loop = new Loop()
  const turns = new StrangerTurns(loop)
  turns.charge(LIMITS.strangerBurstMs + 100)
  let atMs = 0
  turns.add(() => {
    atMs = loop.nowMs
  })
  while (loop.step() !== null);
  expect(atMs).toBeGreaterThanOrEqual((100 / LIMITS.strangerThreadMsPerSecond) * 1000)
})

test('[limit strangerRequestsMax] a request beyond those that may wait is refused, a continued one is not', () => {
  const turns = new StrangerTurns(new Loop())
  for (let i = 0; i < LIMITS.strangerRequestsMax; i++) expect(turns.add(() => {})).toBe(true)
  expect(turns.add(() => {})).toBe(false)
  expect(turns.add(() => {}, true)).toBe(true)
})
