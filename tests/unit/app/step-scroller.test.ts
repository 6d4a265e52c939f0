/** Lists that stand side by side stay at the same time: who leads, what the others do, and what comes while one is still asked. */
import { describe, expect, test } from 'vitest'
import { StepScroller } from '#app/_live/split/step-scroller.ts'
import type { LogPlace, LogView } from '#lib/viewer/log-source.ts'

class Pane {
  isFollowing = true
  asked: number[] = []
  shown: LogPlace[] = []
  answers: ((place: LogPlace | null) => void)[] = []
  readonly log = {
    view: () => ({ isFollowing: this.isFollowing }) as LogView,
    follow: () => {
      this.isFollowing = true
    },
    pause: () => {
      this.isFollowing = false
    },
    ask: (_: string, { timeMs }: { timeMs: number }) => {
      this.asked.push(timeMs)
      return new Promise<LogPlace | null>((resolve) => this.answers.push(resolve))
    },
  }
  showFirst = (place: LogPlace) => void this.shown.push(place)
}

function opened(shiftMs = 0) {
  const scroller = new StepScroller()
  const [left, right] = [new Pane(), new Pane()]
  for (const [id, pane, shift] of [['left', left, 0] as const, ['right', right, shiftMs] as const])
    scroller.add(id, { log: pane.log as never, showFirst: pane.showFirst, shiftMs: shift })
  scroller.lead('left')
  return { scroller, left, right }
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('while the leading list stands still', () => {
  test('the others go to its time, by corrected clocks', async () => {
    const { scroller, left, right } = opened(5_000)
    left.isFollowing = false
    scroller.see('left', 60_000)
    expect(right.asked).toEqual([55_000])
    expect(right.isFollowing).toBe(false)
    right.answers[0]?.({ session: 's', seq: 7 })
    await settled()
    expect(right.shown).toEqual([{ session: 's', seq: 7 }])
    expect(left.shown).toEqual([])
  })

  test('of several places during an answer, only the last counts', async () => {
    const { scroller, left, right } = opened()
    left.isFollowing = false
    for (const timeMs of [1, 2, 3]) scroller.see('left', timeMs)
    expect(right.asked).toEqual([1])
    right.answers[0]?.({ session: 's', seq: 1 })
    await settled()
    expect(right.asked).toEqual([1, 3])
    right.answers[1]?.({ session: 's', seq: 3 })
    await settled()
    expect(right.shown).toEqual([{ session: 's', seq: 3 }])
  })

  test('what another list shows moves nothing, until the reader touches it', () => {
    const { scroller, left, right } = opened()
    left.isFollowing = false
    right.isFollowing = false
    scroller.see('right', 10)
    expect(left.asked).toEqual([])
    scroller.lead('right')
    scroller.see('right', 20)
    expect(left.asked).toEqual([20])
  })

  test('a list without records at any time stays', async () => {
    const { scroller, left, right } = opened()
    left.isFollowing = false
    scroller.see('left', 10)
    right.answers[0]?.(null)
    await settled()
    expect(right.shown).toEqual([])
  })
})

test('when the leading list follows again, all do', () => {
  const { scroller, left, right } = opened()
  left.isFollowing = false
  right.isFollowing = false
  left.isFollowing = true
  scroller.noteFollowing('left')
  expect(right.isFollowing).toBe(true)
})

test('each scrolls by itself when that is wanted, and they meet again afterwards', async () => {
  const { scroller, left, right } = opened()
  scroller.setOn(false)
  left.isFollowing = false
  scroller.see('left', 10)
  expect(right.asked).toEqual([])
  scroller.setOn(true)
  expect(right.asked).toEqual([10])
})

test('a pane that has closed is left alone, and one that closes during an answer harms nobody', async () => {
  const { scroller, left } = opened()
  left.isFollowing = false
  const third = new Pane()
  third.log.ask = () => Promise.reject(new Error('closed'))
  const remove = scroller.add('third', { log: third.log as never, showFirst: third.showFirst, shiftMs: 0 })
  scroller.see('left', 10)
  await settled()
  remove()
  scroller.see('left', 20)
  expect(third.shown).toEqual([])
})
