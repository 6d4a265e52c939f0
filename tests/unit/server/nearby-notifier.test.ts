/** Changes in a network reach that network's dashboards, gathered, whatever their number. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NearbyNotifier } from '#lib/server/nearby-notifier.ts'
import { viewerGroupOf } from '#lib/server/pairing/same-network.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const start = () => {
  const rounds: string[][] = []
  const dashboards = { tellNearby: (groups: Iterable<string>, topic: string) => void rounds.push([topic, ...groups]) }
  const notifier = new NearbyNotifier('waiting', [dashboards, {}])
  return { rounds, notifier }
}

test('changes within 250 ms are one announcement for each network', () => {
  const { rounds, notifier } = start()
  for (const address of ['203.0.113.7', '203.0.113.7', '192.168.1.20', 'unknown']) notifier.changed(address)
  vi.advanceTimersByTime(249)
  expect(rounds).toEqual([])
  vi.advanceTimersByTime(1)
  expect(rounds).toEqual([['waiting', '203.0.113.7', viewerGroupOf('192.168.1.99'), viewerGroupOf('127.0.0.1')]])
  vi.advanceTimersByTime(10_000)
  expect(rounds).toHaveLength(1)
})

test('a flood from everywhere is handed on in rounds of at most a thousand networks', () => {
  const { rounds, notifier } = start()
  for (let n = 0; n < 2_500; n++) notifier.changed(`203.${n >> 8}.1.${n & 255}`)
  expect(rounds.map((round) => round.length - 1)).toEqual([1_000, 1_000])
  vi.advanceTimersByTime(250)
  expect(rounds.map((round) => round.length - 1)).toEqual([1_000, 1_000, 500])
})

test('nothing is announced after it closed', () => {
  const { rounds, notifier } = start()
  notifier.changed('203.0.113.7')
  notifier.close()
  vi.advanceTimersByTime(10_000)
  expect(rounds).toEqual([])
})
