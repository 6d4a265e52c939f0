/** What a direct viewer gets next from the ring. */
import { expect, test } from 'vitest'
import { BEHIND_BYTES_MAX, PeerCursor } from '#lib/direct/peer-cursor.ts'
import { lastSeqOf } from '#lib/protocol/batch.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import { Ring } from '#lib/sdk/delivery/ring.ts'
import { SESSION } from '#tests/support/sessions.ts'

function ringOf(...batches: [first: number, count: number, bytes?: number][]): Ring {
  const ring = new Ring()
  for (const batch of batches) push(ring, ...batch)
  return ring
}

function push(ring: Ring, first: number, count: number, bytes = 10): void {
  ring.push({ header: [SESSION, 0, first, count, bytes], bytes: new Uint8Array(bytes) })
}

/** Everything that leaves now, as ranges; `gone` with a minus. */
function drain(feed: PeerCursor, tail = 1): (SeqRange | [string, number, number])[] {
  const sent: (SeqRange | [string, number, number])[] = []
  for (let send = feed.next(tail); send; send = feed.next(tail)) {
    sent.push('gone' in send ? ['gone', ...send.gone] : [send.header[2], lastSeqOf(send.header)])
  }
  return sent
}

test('[DR7] a cursor starts with batches that are sealed after it was opened, in order', () => {
  const ring = ringOf([1, 3], [4, 2])
  const feed = new PeerCursor(ring)
  expect(drain(feed)).toEqual([])
  push(ring, 6, 1)
  push(ring, 7, 4)
  expect(drain(feed)).toEqual([
    [6, 6],
    [7, 10],
  ])
})

test('[DR8] requested batches come after live ones, whole, newest first, each once', () => {
  const ring = ringOf([1, 3], [4, 2], [6, 5])
  const feed = new PeerCursor(ring)
  feed.need([
    [7, 8],
    [2, 2],
    [4, 6],
  ])
  push(ring, 11, 1)
  expect(drain(feed)).toEqual([
    [11, 11],
    [6, 10],
    [4, 5],
    [1, 3],
  ])
})

test('[DR8] records that are not sealed yet are not an answer: they come live', () => {
  const ring = ringOf([1, 3])
  const feed = new PeerCursor(ring)
  feed.need([[3, 9]])
  expect(drain(feed)).toEqual([[1, 3]])
  push(ring, 4, 6)
  expect(drain(feed)).toEqual([[4, 9]])
})

test('[DR8] records that the ring has dropped are gone, whether requested or next in line', () => {
  const ring = ringOf([1, 3], [4, 2])
  const feed = new PeerCursor(ring)
  push(ring, 6, 2)
  push(ring, 8, 2)
  for (let i = 0; i < 3; i++) ring.evictOldest()
  feed.need([[1, 7]])
  expect(drain(feed, 8)).toEqual([
    ['gone', 6, 7],
    [8, 9],
    ['gone', 1, 7],
  ])
})

test('[DR7] a viewer that is far behind when there is room again gets the newest, and sees the hole by the numbers', () => {
  const ring = ringOf()
  const feed = new PeerCursor(ring)
  const half = BEHIND_BYTES_MAX / 2
  for (let first = 1; first <= 10; first++) push(ring, first, 1, half)
  expect(feed.skipBehind()).toBe(true)
  expect(drain(feed)).toEqual([
    [9, 9],
    [10, 10],
  ])
  push(ring, 11, 1, half)
  expect(feed.skipBehind()).toBe(false)
  feed.need([[1, 8]])
  expect(drain(feed)).toEqual([[11, 11], ...[8, 7, 6, 5, 4, 3, 2, 1].map((seq) => [seq, seq])])
})
