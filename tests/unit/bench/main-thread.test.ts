/** What the benchmark of the live page makes of a trace: which tasks draw, and what a drawn frame costs. */
import { expect, test } from 'vitest'
import { summaryOf, type TraceTask, withCommits } from '#tests/bench/viewer/main-thread.ts'

const task = (startMs: number, wall: number, cpu = wall): TraceTask => ({ startMs, wall, cpu, isDrawing: false })

test('a task draws when a frame is committed in it', () => {
  const tasks = withCommits([task(30, 5), task(0, 10), task(12, 3)], [32, 4])
  expect(tasks.map(({ startMs, isDrawing }) => [startMs, isDrawing])).toEqual([
    [0, true],
    [12, false],
    [30, true],
  ])
})

test('a frame costs its task and what ran before it, no further back than a frame and no task twice', () => {
  const tasks = withCommits([task(0, 2), task(90, 1), task(100, 6, 4), task(107, 1), task(110, 8)], [101, 111])
  const { frames, frameP50, frameP95 } = summaryOf(tasks)
  expect(frames).toBe(2)
  // 1 + 6, and 1 + 8.
  expect(frameP50).toEqual({ wall: 9, cpu: 9 })
  expect(frameP95).toEqual({ wall: 9, cpu: 9 })
})

test('tasks of more than 50 ms are counted on the clock and in CPU time', () => {
  const { frames, longest, over50 } = summaryOf([task(0, 51, 20), task(60, 49), task(120, 80, 70)])
  expect({ frames, longest, over50 }).toEqual({
    frames: 0,
    longest: { wall: 80, cpu: 70 },
    over50: { wall: 2, cpu: 1 },
  })
})

test('nothing has happened', () => {
  expect(summaryOf([])).toMatchObject({ frames: 0, frameP95: { wall: 0, cpu: 0 }, longest: { wall: 0, cpu: 0 } })
})
