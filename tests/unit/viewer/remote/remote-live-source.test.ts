/** Where the host of a live source runs: a worker, the page when no worker starts, a new worker when one hangs. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HANG_MS, PING_MS } from '#lib/viewer/remote/remote-live-source.ts'
import { hostedPage } from './hosted-page.ts'

const SLOW = { levels: [], text: '/(a+)+$/' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const record = (seq: number) => ({ seq, timeMs: seq, level: 'info' as const, body: `record ${seq}` })

test('without workers the same host runs in the page', async () => {
  const page = hostedPage({ startWorker: null })
  page.source.log.setFilter({ levels: [], text: '2' })
  await page.settle()
  expect(page.starts).toEqual({ worker: 0, here: 1 })
  page.store().append('s', [record(1), record(2)], 60)
  await page.settle()
  expect(page.source.log.view()).toMatchObject({ total: 2, matched: 1 })
  expect(page.source.snapshot()).toMatchObject({ isJoined: true })
})

test('a group changes while it is open, and a worker that takes the place of another begins with the last one', async () => {
  const page = hostedPage({ group: ['a'] })
  page.source.setGroup(['a', 'b'])
  await page.settle()
  page.source.setGroup(['b'])
  await page.settle()
  expect(page.groups.at(-1)).toEqual(['b'])
  page.hang()
  page.source.log.setFilter(SLOW)
  await page.settle()
  await vi.advanceTimersByTimeAsync(HANG_MS + PING_MS)
  await page.settle()
  expect(page.starts.worker).toBe(2)
  expect(page.groups.at(-1)).toEqual(['b'])
})

test('a browser that throws for a worker gets the host in the page', async () => {
  const page = hostedPage({
    startWorker: () => {
      throw new Error('blocked by a policy')
    },
  })
  await page.settle()
  expect(page.starts.here).toBe(1)
  expect(page.source.snapshot().isJoined).toBe(true)
})

test('a worker whose script does not load is replaced by the page, with everything that was asked', async () => {
  const page = hostedPage()
  page.source.log.setFilter({ levels: [], text: '2' })
  page.failStart()
  await page.settle()
  expect(page.starts).toEqual({ worker: 1, here: 1 })
  expect(page.store().view().filter.text).toBe('2')
})

test('a worker that a filter keeps busy is replaced within two seconds, without the filter and with a notice', async () => {
  const page = hostedPage()
  await page.settle()
  page.store().append('s', [record(1)], 30)
  await page.settle()
  const pending = page.source.log.ask('page', { which: 'all', after: null, countMax: 1 })
  pending.catch(() => {})
  page.hang()
  page.source.log.setFilter(SLOW)
  await page.settle()
  await vi.advanceTimersByTimeAsync(HANG_MS + PING_MS)
  await expect(pending).rejects.toThrow()
  await page.settle()
  expect(page.starts.worker).toBe(2)
  expect(page.source.snapshot().filterFault).toEqual(SLOW)
  expect(page.store().view().filter.text).toBe('')
  expect(page.source.log.view().total).toBe(0)
  // The device's ring fills it again.
  page.store().append('s', [record(1)], 30)
  await page.settle()
  expect(page.source.log.view().total).toBe(1)
  expect(page.source.snapshot().filterFault).toEqual(SLOW)
  page.source.log.setFilter({ levels: [], text: 'record' })
  expect(page.source.snapshot().filterFault).toBeNull()
})

test('a worker that answers is left alone, and without words nothing is asked', async () => {
  const page = hostedPage()
  await page.settle()
  page.source.log.setFilter(SLOW)
  for (let i = 0; i < 20; i++) {
    await page.settle()
    await vi.advanceTimersByTimeAsync(PING_MS)
  }
  expect(page.starts.worker).toBe(1)
  page.source.log.setFilter({ levels: ['error'], text: '' })
  await page.settle()
  const before = page.sentToPage.filter(({ kind }) => kind === 'pong').length
  await vi.advanceTimersByTimeAsync(10 * PING_MS)
  await page.settle()
  expect(page.sentToPage.filter(({ kind }) => kind === 'pong')).toHaveLength(before)
})

test('a page that had no turn itself does not blame its worker', async () => {
  let nowMs = 0
  const page = hostedPage({ now: () => nowMs })
  await page.settle()
  page.source.log.setFilter(SLOW)
  nowMs += 60_000
  await vi.advanceTimersByTimeAsync(PING_MS)
  expect(page.starts.worker).toBe(1)
  await page.settle()
  nowMs += PING_MS
  await vi.advanceTimersByTimeAsync(PING_MS)
  expect(page.starts.worker).toBe(1)
})

test('a closed source does nothing more', async () => {
  const page = hostedPage()
  await page.settle()
  page.source.log.setFilter(SLOW)
  page.source.close()
  await vi.advanceTimersByTimeAsync(10_000)
  await expect(page.source.log.matching(1)).rejects.toThrow()
  expect(page.starts).toEqual({ worker: 1, here: 0 })
})
