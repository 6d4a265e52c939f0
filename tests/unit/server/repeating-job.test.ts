/** A job of the server that comes again, rests between its batches, and stops on request. */
import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, expect, test, vi } from 'vitest'
import { startRepeating, type Wait } from '#lib/server/repeating-job.ts'

/** What the job waits for now. */
let waiting: { spanMs: number; end: () => void } | null = null
const wait: Wait = (spanMs, signal) =>
  new Promise((resolve, reject) => {
    waiting = { spanMs, end: () => resolve(undefined) }
    signal.addEventListener('abort', () => reject(signal.reason))
    if (signal.aborted) reject(signal.reason)
  })

let batches = 0
const failed = vi.fn()
beforeEach(() => {
  waiting = null
  batches = 0
  failed.mockReset()
})

/** Ends the wait and returns how long the next one is. */
async function next(): Promise<number | undefined> {
  const { end } = waiting ?? {}
  waiting = null
  end?.()
  await turn()
  return (waiting as { spanMs: number } | null)?.spanMs
}

const start = (run: (rest: () => Promise<void>) => Promise<void>) =>
  startRepeating({ firstMs: 1_000, everyMs: 10_000, run, failed }, wait)

async function twoBatches(rest: () => Promise<void>): Promise<void> {
  for (let i = 0; i < 2; i++) {
    batches++
    await rest()
  }
}

test('runs first after a while and then again and again, with a rest after each batch', async () => {
  const stop = start(twoBatches)
  await turn()
  expect(waiting).toMatchObject({ spanMs: 1_000 })
  const spans = []
  for (let i = 0; i < 5; i++) spans.push(await next())
  expect(spans).toEqual([50, 50, 10_000, 50, 50])
  expect(batches).toBe(4)
  stop()
})

test('goes on after a run that failed, and says so', async () => {
  const stop = start(async () => {
    batches++
    throw new Error('away')
  })
  await turn()
  expect([await next(), await next()]).toEqual([10_000, 10_000])
  expect(batches).toBe(2)
  expect(failed).toHaveBeenCalledTimes(2)
  stop()
})

test('ends after the batch that is under way, without a word', async () => {
  const stop = start(twoBatches)
  await turn()
  expect(await next()).toBe(50)
  stop()
  await turn()
  expect(await next()).toBeUndefined()
  expect(batches).toBe(1)
  expect(failed).not.toHaveBeenCalled()
})
