/** How reading the input and turning it into records wait for each other. */
import { expect, test } from 'vitest'
import { ChunkQueue } from '#lib/cli/chunk-queue.ts'

/** Whether it has settled after everything that can happen now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.then(() => {
    settled = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  return settled
}

const bytes = (text: string) => Buffer.from(text)

test('the reader waits until its chunk is taken and more is asked for', async () => {
  const queue = new ChunkQueue(null)
  const pushed = queue.push(bytes('one'))
  expect(await isSettled(pushed)).toBe(false)
  const chunks = queue[Symbol.asyncIterator]()
  expect(await chunks.next()).toEqual({ done: false, value: bytes('one') })
  expect(await isSettled(pushed)).toBe(false)
  const next = chunks.next()
  expect(await isSettled(pushed)).toBe(true)
  queue.end()
  expect(await next).toEqual({ done: true, value: undefined })
})

test('a reader that never waits, and a queue that says when it holds too much', async () => {
  const queue = new ChunkQueue(10)
  const urgent = queue.whenUrgent()
  for (const text of ['12345', '67890']) expect(await isSettled(queue.push(bytes(text)))).toBe(true)
  expect(await isSettled(urgent)).toBe(false)
  await queue.push(bytes('!'))
  expect(await isSettled(urgent)).toBe(true)
  expect(await isSettled(queue.whenUrgent())).toBe(true)
  await queue[Symbol.asyncIterator]().next()
  expect(await isSettled(queue.whenUrgent())).toBe(false)
  queue.urge()
  expect(await isSettled(queue.whenUrgent())).toBe(true)
})

test('what is discarded is counted in lines, and its reader goes on', async () => {
  const queue = new ChunkQueue(null)
  const pushed = queue.push(bytes('one\ntwo\nthr'))
  queue.discard()
  expect(await isSettled(pushed)).toBe(true)
  expect(await isSettled(queue.push(bytes('ee\n')))).toBe(true)
  expect(queue.discardedLines).toBe(3)
  queue.end()
  expect(await queue[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined })
})
