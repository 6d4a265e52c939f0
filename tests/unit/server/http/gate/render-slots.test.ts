/** How many requests Next works on, and who is next. */
import { beforeEach, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type Lane, RenderSlots } from '#lib/server/http/gate/render-slots.ts'

let slots: RenderSlots
let started: string[]
let running: (() => void)[]
beforeEach(() => {
  slots = new RenderSlots((start) => start())
  started = []
  running = []
})

function ask(lane: Lane, name: string): string | null {
  return slots.run(lane, (done) => {
    started.push(name)
    running.push(done)
  })
}
const askMany = (lane: Lane, count: number) => {
  for (let i = 0; i < count; i++) ask(lane, `${lane}${i}`)
}

test('[limit rendersMax][limit strangerRendersMax] strangers get a few places, everybody together all of them', () => {
  askMany('stranger', 50)
  expect(started).toHaveLength(LIMITS.strangerRendersMax)
  askMany('signed-in', 50)
  expect(started).toHaveLength(LIMITS.rendersMax)
})

test('a signed-in request goes ahead of strangers that came earlier', () => {
  askMany('signed-in', LIMITS.rendersMax)
  ask('stranger', 'stranger')
  ask('signed-in', 'person')
  running[0]?.()
  expect(started.at(-1)).toBe('person')
  running[1]?.()
  expect(started.at(-1)).toBe('stranger')
})

test('[limit renderQueueMax] beyond the line there is a refusal, and ending twice frees one place', () => {
  askMany('stranger', LIMITS.strangerRendersMax + LIMITS.renderQueueMax)
  expect(ask('stranger', 'late')).toBe('renderQueueMax')
  expect(ask('signed-in', 'person')).toBe(null)
  running[0]?.()
  running[0]?.()
  expect(ask('stranger', 'in time')).toBe(null)
  expect(ask('stranger', 'late')).toBe('renderQueueMax')
})

test('a waiting stranger starts when the thread has time, and holds the place meanwhile', () => {
  const starts: (() => void)[] = []
  slots = new RenderSlots((start) => starts.push(start))
  askMany('stranger', LIMITS.strangerRendersMax + 2)
  running[0]?.()
  expect(started).toHaveLength(LIMITS.strangerRendersMax)
  expect(starts).toHaveLength(1)
  starts[0]?.()
  expect(started).toHaveLength(LIMITS.strangerRendersMax + 1)
})
