/** Notifications come at most once in their pause, and tell of every record once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NOTICE_PAUSE_MS, NoticePace } from '#app/_live/notice-pace.ts'

test('every record is in one notification, at most one in each pause', () => {
  const look = fc.record({ count: fc.nat(5), passedMs: fc.integer({ min: 1, max: 15_000 }) })
  fc.assert(
    fc.property(fc.array(look, { maxLength: 40 }), (looks) => {
      const pace = new NoticePace()
      let [nowMs, shownAtMs, came, said] = [0, Number.NEGATIVE_INFINITY, 0, 0]
      for (const { count, passedMs } of looks) {
        nowMs += passedMs
        came += count
        const due = pace.take(count, nowMs)
        said += due
        if (due === 0) continue
        expect(nowMs - shownAtMs).toBeGreaterThanOrEqual(NOTICE_PAUSE_MS)
        expect(said).toBe(came)
        shownAtMs = nowMs
      }
      expect(said + pace.take(0, nowMs + NOTICE_PAUSE_MS)).toBe(came)
    }),
  )
})
