/** What a direct viewer gets next from the ring. */
import { expect, test } from 'vitest'
import { Ring } from '#lib/device/ring.ts'
import { BEHIND_BYTES_MAX, PeerFeed } from '#lib/direct/peer-feed.ts'
import { lastSeqOf } from '#lib/protocol/batch.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import { SESSION } from '../../support/sessions.ts'

function ringOf(...batches: [first: number, count: number, bytes?: number][]): Ring {
  const ring = new Ring()
  for (const batch of batches) push(ring, ...batch)
  return ring
}

function push(ring: Ring, first: number, count: number, bytes = 10): void {
  ring.push({ header: [SESSION, 0, first, count, bytes], bytes: new Uint8Array(bytes) })
}

/** All that leaves now, as ranges; what is gone with a minus. */
function drain(feed: PeerFeed, tail = 1): (SeqRange | [string, number, number])[] {
  const sent: (SeqRange | [string, number, number])[] = []
  for (let send = feed.next(tail); send; send = feed.next(tail)) {
    sent.push('gone' in send ? ['gone', ...send.gone] : [send.header[2], lastSeqOf(send.header)])
  }
  return sent
}

test('[DR7] begins with what is sealed after it was opened, in order', () => {
  const ring = ringOf([1, 3], [4, 2])
  const feed = new PeerFeed(ring)
  expect(drain(feed)).toEqual([])
  push(ring, 6, 1)
  push(ring, 7, 4)
  expect(drain(feed)).toEqual([
    [6, 6],
    [7, 10],
  ])
})

test('[DR8] what is asked for comes after live batches, whole, newest first, each batch once', () => {
  const ring = ringOf([1, 3], [4, 2], [6, 5])
  const feed = new PeerFeed(ring)
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

test('[DR8] what is not sealed yet is not answered: it comes live', () => {
  const ring = ringOf([1, 3])
  const feed = new PeerFeed(ring)
  feed.need([[3, 9]])
  expect(drain(feed)).toEqual([[1, 3]])
  push(ring, 4, 6)
  expect(drain(feed)).toEqual([[4, 9]])
})

test('[DR8] what the ring has lost is gone, asked for or on its way', () => {
  const ring = ringOf([1, 3], [4, 2])
  const feed = new PeerFeed(ring)
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

test('[DR7] who is far behind when there is room again goes on with the newest, and knows what it misses by the numbers', () => {
  const ring = ringOf()
  const feed = new PeerFeed(ring)
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
