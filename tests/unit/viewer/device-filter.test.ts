/** `device:` in the filter: the store knows the name of each session's device, as people see it. */
import { expect, test } from 'vitest'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { CHUNK_RECORDS_MAX } from '#lib/viewer/log-chunk.ts'
import type { LogRow } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const run = (from: number, to: number, body = 'hello'): NumberedRecord[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ seq: from + i, timeMs: from + i, level: 'info', body }))

function twoDevices(): LogStore {
  const store = new LogStore({ schedule: (task) => task(), now: () => 0 })
  store.begin('a', 1, 'Pixel 8')
  store.begin('b', 2, 'Build server')
  store.append('a', run(1, 3), 100)
  store.append('b', run(1, 2), 100)
  return store
}

const filterBy = (store: LogStore, text: string) => store.setFilter({ levels: [], text })

function sessionsOf(store: LogStore): string {
  return Array.from({ length: store.view().rowCount }, (_, i) => store.row(i) as LogRow)
    .filter(({ kind }) => kind === 'record')
    .map(({ session }) => session)
    .join('')
}

test.each([
  ['device:pixel', 'aaa'],
  ['device:Pixel', 'aaa'],
  ['device:PIXEL', ''],
  ['-device:pixel', 'bb'],
  ['device:(pixel OR build)', 'aaabb'],
  ['device:"build server"', 'bb'],
  ['device:/^pix/i', 'aaa'],
  ['device:nobody', ''],
  ['device:pixel hello', 'aaa'],
  ['device:pixel OR nothing', 'aaa'],
  ['device:build seq:>1', 'b'],
])('%s shows the records of the devices whose name contains it', (text, shown) => {
  const store = twoDevices()
  filterBy(store, text)
  expect(sessionsOf(store)).toBe(shown)
})

test('records that arrive later are tested by the name of their device', () => {
  const store = twoDevices()
  filterBy(store, 'device:build')
  store.append('a', run(4, 4 + CHUNK_RECORDS_MAX), 100)
  store.append('b', run(3, 4), 100)
  store.begin('c', 3, 'Second build')
  store.append('c', run(1, 1), 100)
  expect(sessionsOf(store)).toBe('bbbbc')
  expect(store.view()).toMatchObject({ matched: 5, total: 5 + CHUNK_RECORDS_MAX + 1 + 2 + 1 })
})

test('a name that becomes known or changes is applied to what is here already', () => {
  const store = twoDevices()
  store.append('c', run(1, 2), 100)
  filterBy(store, 'device:pixel')
  expect(sessionsOf(store)).toBe('aaacc')
  store.begin('c', 3, 'Nexus')
  expect(sessionsOf(store)).toBe('aaa')
  store.begin('b', 2, 'Pixel in the rack')
  expect(sessionsOf(store)).toBe('aaabb')
  store.begin('a', 1, 'Old phone')
  expect(sessionsOf(store)).toBe('bb')
})

test('what hides characters in a name is searched as it is shown', () => {
  const store = twoDevices()
  store.begin('a', 1, 'Pi\u202exel')
  filterBy(store, 'device:pixel')
  expect(sessionsOf(store)).toBe('')
})

test('steps from hit to hit and the news of a hidden tab know the name, too', async () => {
  const store = twoDevices()
  const next = await store.ask('next', { from: null, direction: 1, levels: [], text: 'device:build', which: 'all' })
  expect(next?.session).toBe('b')
  const news = await store.ask('news', { after: [], filter: { levels: [], text: 'device:build' } })
  expect(news.matchCount).toBe(2)
})

test('the names of the devices are offered, that with the most records first', async () => {
  const store = twoDevices()
  store.begin('c', 3, 'Pixel 8')
  store.append('c', run(1, 1), 100)
  store.append('unnamed', run(1, 9), 100)
  expect(await store.ask('suggest', { of: 'values', key: 'device' })).toEqual([
    { text: 'Pixel 8', count: 4 },
    { text: 'Build server', count: 2 },
  ])
})
