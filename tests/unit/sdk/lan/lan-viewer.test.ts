/** One viewer of a direct server over a socket that only remembers: turns, ends, what cannot be shown. */
import { afterEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { type Batch, FLAG } from '#lib/protocol/batch.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import type { HeldRecords } from '#lib/sdk/delivery/held-records.ts'
import { HeldPieces } from '#lib/sdk/lan/held-pieces.ts'
import { LanViewer } from '#lib/sdk/lan/lan-viewer.ts'

afterEach(() => void vi.useRealTimers())

const line = (body: string) => encodeRecord({ timeMs: 0, level: 'info', body })

function viewing(held: (seq: number) => ReturnType<HeldRecords['after']>, head: number) {
  // Each turn is taken by hand.
  vi.useFakeTimers({ toFake: ['setImmediate'] })
  const frames: string[] = []
  const socket = { OPEN: 1, readyState: 1, bufferedAmount: 0, send: (frame: string) => void frames.push(frame) }
  const pieces = new HeldPieces({ device: 'd', head, after: held, onRecord: () => () => {} })
  const viewer = new LanViewer(socket as unknown as WebSocket, pieces, () => {})
  return { viewer, socket, messages: () => frames.map((frame) => JSON.parse(frame).data.message as string) }
}
const many = Array.from({ length: 1_000 }, (_, i) => line(`record ${i + 1}`))
const inLines = (seq: number) => (seq < 1_000 ? { first: 1, lines: many } : undefined)

test('a long replay leaves the host its turns', () => {
  const { viewer, messages } = viewing(inLines, 1_000)
  viewer.wake()
  expect(messages()).toEqual([])
  const turns: number[] = []
  while (vi.getTimerCount() > 0) {
    vi.runOnlyPendingTimers()
    turns.push(messages().length)
  }
  expect(turns).toEqual([256, 512, 768, 1_000])
  expect(viewer.isUpToDate).toBe(true)
})

test('woken for every record of a burst, it takes one turn', () => {
  const { viewer } = viewing(inLines, 1_000)
  for (let i = 0; i < 100; i++) viewer.wake()
  expect(vi.getTimerCount()).toBe(1)
})

test('a viewer that leaves in the middle takes no further turn', () => {
  const { viewer, socket, messages } = viewing(inLines, 1_000)
  viewer.wake()
  vi.runOnlyPendingTimers()
  socket.readyState = 3
  vi.runOnlyPendingTimers()
  expect(messages()).toHaveLength(256)
  expect(vi.getTimerCount()).toBe(0)
})

test.each<[what: string, flags: number, bytes: Buffer]>([
  ['sealed end to end', FLAG.e2ee, Buffer.from('secret')],
  ['broken', FLAG.deflate, Buffer.from('not deflated')],
  ['short of lines', 0, Buffer.from(line('only one'))],
])('a batch that is %s is reported, and what follows it is shown', (_what, flags, bytes) => {
  const batch: Batch = { header: ['s', flags, 1, 3, bytes.length], bytes }
  const { viewer, messages } = viewing(
    (seq) => (seq < 3 ? batch : seq < 4 ? { first: 4, lines: [line('next')] } : undefined),
    4,
  )
  viewer.wake()
  vi.runAllTimers()
  expect(messages()).toEqual(['[Agent Logger] 3 records cannot be opened here.', 'next'])
})
