/** A list of the team in the browser. The test answers loads and fires timers by hand. */
import { expect, test } from 'vitest'
import { LOAD_EVERY_MS, REFRESH_MS, RETRY_MS, TeamList } from '#app/dashboard/_parts/team-list.ts'

function scene(initial: string | null = null) {
  const loads: { signal: AbortSignal; resolve: (list: string) => void; reject: () => void }[] = []
  const timers: { run: () => void; delayMs: number; isCanceled: boolean }[] = []
  let nowMs = 0
  const list = new TeamList<string>({
    initial,
    now: () => nowMs,
    load: (signal) =>
      new Promise((resolve, reject) => loads.push({ signal, resolve, reject: () => reject(new Error('away')) })),
    setTimer: (run, delayMs) => {
      const timer = { run, delayMs, isCanceled: false }
      timers.push(timer)
      return () => {
        timer.isCanceled = true
      }
    },
  })
  const answer = async (act: (load: (typeof loads)[number]) => void) => {
    act(loads.at(-1) as (typeof loads)[number])
    // The list takes the answer in a microtask of its own.
    await new Promise((resolve) => setImmediate(resolve))
  }
  /** Lets time pass; the timers stay the test's. */
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { list, loads, timers, answer, pass }
}

test('shows the list that the page brought until the first answer', async () => {
  const { list, answer } = scene('rendered')
  expect(list.snapshot()).toEqual({ list: 'rendered', hasFailed: false })
  list.reload()
  await answer(({ resolve }) => resolve('loaded'))
  expect(list.snapshot()).toEqual({ list: 'loaded', hasFailed: false })
})

test('loads once more when the list changed during a load, however often', async () => {
  const { list, loads, answer, pass } = scene()
  list.reload()
  list.reload()
  list.reload()
  expect(loads).toHaveLength(1)
  pass(LOAD_EVERY_MS)
  await answer(({ resolve }) => resolve('old'))
  expect(loads).toHaveLength(2)
  await answer(({ resolve }) => resolve('new'))
  expect(loads).toHaveLength(2)
  expect(list.snapshot().list).toBe('new')
})

test('a failed load keeps the list and is retried; the second failure in a row shows', async () => {
  const { list, loads, timers, answer, pass } = scene('known')
  list.reload()
  await answer(({ reject }) => reject())
  expect(list.snapshot()).toEqual({ list: 'known', hasFailed: false })
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([RETRY_MS])
  pass(RETRY_MS)
  timers[0]?.run()
  await answer(({ reject }) => reject())
  expect(list.snapshot()).toEqual({ list: 'known', hasFailed: true })
  pass(RETRY_MS)
  timers[1]?.run()
  await answer(({ resolve }) => resolve('back'))
  expect(list.snapshot()).toEqual({ list: 'back', hasFailed: false })
  expect(loads).toHaveLength(3)
})

test('a change loads at once instead of waiting for the next retry', async () => {
  const { list, loads, timers, answer, pass } = scene()
  list.reload()
  await answer(({ reject }) => reject())
  pass(LOAD_EVERY_MS)
  list.reload()
  expect(loads).toHaveLength(2)
  expect(timers[0]?.isCanceled).toBe(true)
})

test('a hidden page loads nothing, and catches up once it is shown', async () => {
  const { list, loads, answer } = scene()
  list.pause(true)
  list.reload()
  list.reload()
  expect(loads).toHaveLength(0)
  list.pause(false)
  expect(loads).toHaveLength(1)
  await answer(({ resolve }) => resolve('shown'))
  list.pause(true)
  list.pause(false)
  expect(loads).toHaveLength(1)
})

test('a closed list ignores late answers and does not retry', async () => {
  const { list, timers, answer } = scene()
  let calls = 0
  list.subscribe(() => calls++)
  list.reload()
  list.close()
  await answer(({ reject }) => reject())
  expect(calls).toBe(0)
  expect(timers).toHaveLength(0)
})

test('after the network was away a load under way begins anew, and its late answer is ignored', async () => {
  const { list, loads, timers, answer } = scene('known')
  list.reload()
  list.restart()
  expect(loads.map(({ signal }) => signal.aborted)).toEqual([true, false])
  loads[0]?.resolve('late')
  loads[0]?.reject()
  await answer(({ resolve }) => resolve('new'))
  expect(list.snapshot()).toEqual({ list: 'new', hasFailed: false })
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([REFRESH_MS])
  list.restart()
  expect(loads).toHaveLength(2)
})

test('a closed list abandons its load', () => {
  const { list, loads } = scene()
  list.reload()
  list.close()
  expect(loads[0]?.signal.aborted).toBe(true)
})

test('a flood of changes becomes one load a second, and the last change is not lost', async () => {
  const { list, loads, timers, answer, pass } = scene()
  list.reload()
  await answer(({ resolve }) => resolve('first'))
  pass(LOAD_EVERY_MS / 4)
  for (let i = 0; i < 10; i++) list.reload()
  expect(loads).toHaveLength(1)
  const waiting = timers.filter(({ isCanceled }) => !isCanceled)
  expect(waiting.map(({ delayMs }) => delayMs)).toEqual([(LOAD_EVERY_MS * 3) / 4])
  pass(LOAD_EVERY_MS)
  waiting[0]?.run()
  expect(loads).toHaveLength(2)
})

test('a list in view is loaded once a minute, although nobody says that it changed', async () => {
  const { list, loads, timers, answer, pass } = scene()
  list.reload()
  await answer(({ resolve }) => resolve('first'))
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([REFRESH_MS])
  pass(REFRESH_MS)
  timers[0]?.run()
  expect(loads).toHaveLength(2)
})
