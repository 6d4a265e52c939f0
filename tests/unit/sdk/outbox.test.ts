import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { decodeRecords } from '#lib/protocol/record.ts'
import type { Seal } from '#lib/sdk/delivery/seal.ts'
import { sealPlain } from '#lib/sdk/delivery/seal.ts'
import { DrivenOutbox, moves, SESSION, words } from './driven-outbox.ts'

const KiB = 1024

test('[SQ1] numbers run from 1 without gaps, whatever happens to the connection', () => {
  const driven = new DrivenOutbox()
  driven.log(3)
  driven.connect()
  driven.log(2)
  driven.outbox.disconnected()
  driven.log(1)
  expect(driven.outbox.head).toBe(6)
  expect(driven.outbox.state().counters).toEqual({ records: 6, bytes: 6, levels: [0, 0, 6, 0, 0, 0, 0] })
})

test('[BT2][BT3] a batch is its header and its lines joined by a line feed', () => {
  const driven = new DrivenOutbox()
  driven.connect()
  driven.log(2, '{"t":1,"l":"info","b":"ä"}')
  const [send] = driven.step()
  if (send?.[0] !== 'batch') throw new Error('no batch was sent')
  const text = new TextDecoder().decode(send[2])
  expect(send[1]).toEqual([SESSION, 0, 1, 2, send[2].byteLength])
  expect(decodeRecords(text, 1, 2).map(({ seq, body }) => [seq, body])).toEqual([
    [1, 'ä'],
    [2, 'ä'],
  ])
})

test('[BT4] a lone record leaves at once; under load a batch waits until its window closes or it is full', () => {
  const driven = new DrivenOutbox()
  driven.connect()
  driven.log()
  expect(moves(driven.step())).toEqual(['batch 1-1'])
  driven.nowMs += 1
  driven.log(40)
  expect(moves(driven.step())).toEqual(['batch 2-41'])
  driven.nowMs += 1
  driven.log(5)
  expect(moves(driven.step())).toEqual([])
  expect(driven.outbox.wakeAtMs()).toBeGreaterThan(driven.nowMs + 9)
  driven.log(1, 'y'.repeat(LIMITS.batchFlushBytes))
  expect(moves(driven.step())).toEqual(['batch 42-46', 'batch 47-47'])
})

test('[BT5] a batch holds at most batchRecordsMax records, and a large record travels alone', () => {
  const driven = new DrivenOutbox()
  driven.log(LIMITS.batchRecordsMax + 1)
  driven.log(1, 'y'.repeat(100 * KiB))
  expect(moves(driven.connect())).toEqual([
    `batch 1-${LIMITS.batchRecordsMax}`,
    `batch ${LIMITS.batchRecordsMax + 1}-${LIMITS.batchRecordsMax + 1}`,
    `batch ${LIMITS.batchRecordsMax + 2}-${LIMITS.batchRecordsMax + 2}`,
  ])
})

test('[DV2] sends while unacknowledged bytes stay within the credit, and continues with the acknowledgment', () => {
  const driven = new DrivenOutbox()
  driven.log(3, 'y'.repeat(16 * KiB))
  expect(moves(driven.connect(1, 32 * KiB))).toEqual(['batch 1-1', 'batch 2-2'])
  expect(driven.outbox.unackedBytes).toBe(32 * KiB)
  expect(moves(driven.after(1))).toEqual([])
  expect(moves(driven.ack(1))).toEqual(['batch 3-3'])
  driven.ack(3)
  expect(driven.outbox.unackedBytes).toBe(0)
})

test('[DV2] a credit below one batch does not stop the stream; an acknowledgment above head counts as head', () => {
  const driven = new DrivenOutbox()
  driven.log(2, 'y'.repeat(20 * KiB))
  expect(moves(driven.connect(1, 1 * KiB))).toEqual(['batch 1-1'])
  expect(moves(driven.ack(1))).toEqual(['batch 2-2'])
  driven.ack(Number.MAX_SAFE_INTEGER)
  expect(driven.outbox.acked).toBe(2)
  driven.ack(Number.NaN)
  expect(driven.outbox.acked).toBe(2)
})

test('[DV3] a ring that is full by bytes drops the oldest batches, and unsent ones are reported in their place', () => {
  const driven = new DrivenOutbox({ ringBytesMax: 64 * KiB })
  driven.log(10, 'y'.repeat(16 * KiB))
  expect(driven.outbox.tail).toBe(7)
  expect(moves(driven.connect())).toEqual(['gone 1-6 overrun', 'batch 7-7', 'batch 8-8', 'batch 9-9', 'batch 10-10'])
})

test('[DV3] a ring that is full by count drops the oldest batches', () => {
  const driven = new DrivenOutbox({ ringRecordsMax: 1_000 })
  driven.log(3 * LIMITS.batchRecordsMax)
  expect(driven.outbox.tail).toBe(2 * LIMITS.batchRecordsMax + 1)
  expect(moves(driven.connect())[0]).toBe(`gone 1-${2 * LIMITS.batchRecordsMax} overrun`)
})

test('[DV3] the newest record stays, even when it alone is more than the ring may hold', () => {
  const driven = new DrivenOutbox({ ringBytesMax: 1 })
  driven.log(3, 'y'.repeat(16 * KiB))
  expect(driven.outbox.tail).toBe(3)
})

test('[DV3] a batch that was sent before it left the ring is not an overrun', () => {
  const driven = new DrivenOutbox({ ringBytesMax: 64 * KiB })
  driven.connect()
  driven.log(4, 'y'.repeat(16 * KiB))
  driven.step()
  driven.log(2, 'y'.repeat(16 * KiB))
  expect(moves(driven.step())).toEqual(['batch 5-5', 'batch 6-6'])
})

test('[DV4] while nobody watches only heads leave, at most once a second, and their acknowledgment counts', () => {
  const driven = new DrivenOutbox()
  driven.log(3)
  expect(words(driven.connect(0))).toEqual(['head 3'])
  expect(words(driven.after(500))).toEqual([])
  driven.ack(3)
  driven.log()
  expect(words(driven.after(400))).toEqual([])
  expect(words(driven.after(100))).toEqual(['head 4'])
  driven.ack(4)
  expect(words(driven.after(LIMITS.headIntervalMs - 1))).toEqual([])
  expect(words(driven.after(1))).toEqual(['head 4'])
})

test('[DV4] a head that is not acknowledged is stated again', () => {
  const driven = new DrivenOutbox()
  driven.log()
  driven.connect(0)
  expect(words(driven.after(1_000))).toEqual(['head 1'])
})

test('[DV4] with the first viewer the stream continues after the last acknowledged record', () => {
  const driven = new DrivenOutbox()
  driven.log(1, 'y'.repeat(16 * KiB))
  driven.connect(0)
  driven.ack(1)
  driven.log(1, 'z'.repeat(16 * KiB))
  expect(moves(driven.viewers(1))).toEqual(['batch 2-2'])
})

test('[DV4] heads also tell viewers how far the device is, after the batches', () => {
  const driven = new DrivenOutbox()
  driven.connect()
  driven.log()
  expect(words(driven.step())).toEqual(['batch 1-1', 'head 1'])
  driven.log()
  expect(words(driven.after(999))).toEqual(['batch 2-2'])
  expect(words(driven.after(1))).toEqual(['head 2'])
  expect(driven.outbox.wakeAtMs()).toBe(driven.nowMs + LIMITS.headIntervalMs)
})

test('[DV5] need is answered with whole batches, the newest range first, each batch once', () => {
  const driven = new DrivenOutbox()
  driven.connect()
  for (let i = 0; i < 4; i++) {
    driven.log(10)
    driven.after(100)
  }
  const asked: [number, number][] = [
    [2, 3],
    [12, 13],
    [18, 22],
  ]
  expect(moves(driven.need(asked))).toEqual(['fill 21-30', 'fill 11-20', 'fill 1-10'])
  expect(moves(driven.after(100))).toEqual([])
})

test('[DV5] the answer ends where the budget is reached or passed', () => {
  const driven = new DrivenOutbox()
  driven.connect()
  driven.log(4, 'y'.repeat(16 * KiB))
  driven.step()
  expect(moves(driven.need([[1, 4]], 20 * KiB))).toEqual(['fill 4-4', 'fill 3-3'])
})

test('[DV5] numbers that the ring no longer holds are gone, numbers above head are ignored', () => {
  const driven = new DrivenOutbox({ ringBytesMax: 64 * KiB })
  driven.connect()
  for (let i = 0; i < 6; i++) {
    driven.log(1, 'y'.repeat(16 * KiB))
    driven.step()
  }
  expect(moves(driven.need([[1, 3]]))).toEqual(['fill 3-3', 'gone 1-2 evicted'])
  expect(moves(driven.need([[1, 2]]))).toEqual(['gone 1-2 evicted'])
  expect(moves(driven.need([[7, 99]]))).toEqual([])
})

test('[DV5] a request from a lost connection is not answered on the next one', () => {
  const driven = new DrivenOutbox()
  driven.connect(1, 16 * KiB)
  driven.log(2, 'y'.repeat(16 * KiB))
  driven.step()
  driven.need([[1, 1]])
  driven.outbox.disconnected()
  driven.ack(2)
  expect(moves(driven.connect())).toEqual([])
})

test('[DV5] fills come after the live batches that were pending when they were requested', () => {
  const driven = new DrivenOutbox()
  driven.connect(1, 16 * KiB)
  driven.log(3, 'y'.repeat(16 * KiB))
  expect(moves(driven.step())).toEqual(['batch 1-1'])
  expect(moves(driven.need([[1, 1]]))).toEqual([])
  expect(moves(driven.ack(1))).toEqual(['batch 2-2'])
  driven.log(3, 'z'.repeat(16 * KiB))
  expect(moves(driven.ack(2))).toEqual(['batch 3-3', 'fill 1-1'])
})

test('[DV5] records that come live anyway are not sent twice', () => {
  const driven = new DrivenOutbox()
  driven.connect(1, 16 * KiB)
  driven.log(2, 'y'.repeat(16 * KiB))
  driven.step()
  driven.need([[1, 2]])
  expect(moves(driven.ack(1))).toEqual(['batch 2-2', 'fill 1-1'])
})

test('[DV5] need reaches into the open batch while nobody else watches', () => {
  const driven = new DrivenOutbox()
  driven.connect(0)
  driven.log(2)
  expect(moves(driven.need([[1, 2]]))).toEqual(['fill 1-2'])
})

test('[DV6] after a reconnect the stream continues after the last acknowledged batch, in the same batches', () => {
  const driven = new DrivenOutbox()
  driven.connect()
  for (let i = 0; i < 3; i++) {
    driven.log(2)
    driven.after(100)
  }
  driven.ack(2)
  driven.outbox.disconnected()
  expect(driven.step()).toEqual([])
  expect(moves(driven.connect())).toEqual(['batch 3-4', 'batch 5-6'])
})

test('there is room while at most half the ring waits to be sent, and always while nobody watches', () => {
  const driven = new DrivenOutbox({ ringBytesMax: 64 * KiB })
  driven.connect(1, 16 * KiB)
  driven.log(3, 'y'.repeat(16 * KiB))
  driven.step()
  expect(driven.outbox.hasRoom).toBe(true)
  driven.log(1, 'y'.repeat(16 * KiB))
  expect(driven.outbox.hasRoom).toBe(false)
  driven.ack(1)
  expect(driven.outbox.hasRoom).toBe(true)
  driven.log(9, 'y'.repeat(16 * KiB))
  expect(driven.outbox.hasRoom).toBe(false)
  driven.viewers(0)
  expect(driven.outbox.hasRoom).toBe(true)
})

test('[DV3][limit ringBytesMax][limit ringRecordsMax] a device holds a bounded number of bytes and records, and keeps the newest', () => {
  const long = 'x'.repeat(100 * KiB)
  const byBytes = new DrivenOutbox()
  for (let i = 0; i < 200; i++) {
    byBytes.log(1, long)
    byBytes.step()
  }
  expect(byBytes.outbox.heldBytes).toBeLessThanOrEqual(LIMITS.ringBytesMax)
  expect(byBytes.outbox.heldBytes).toBeGreaterThan(LIMITS.ringBytesMax - 2 * long.length)
  const byRecords = new DrivenOutbox()
  byRecords.log(LIMITS.ringRecordsMax + 5_000, 'x')
  byRecords.step()
  const held = byRecords.outbox.head - byRecords.outbox.tail + 1
  expect(held).toBeLessThanOrEqual(LIMITS.ringRecordsMax)
  expect(held).toBeGreaterThan(LIMITS.ringRecordsMax - LIMITS.batchRecordsMax)
})

/** Seals that finish when the test says so, in any order. */
function lateSeal() {
  const finish: (() => Promise<void>)[] = []
  const seal: Seal = (draft) =>
    new Promise((resolve) => {
      finish.push(async () => {
        resolve(sealPlain(draft))
        for (let i = 0; i < 5; i++) await Promise.resolve()
      })
    })
  return { seal, finish }
}

test('[BT1] batches whose seals finish out of order still enter the ring in order, and the owner is notified', async () => {
  const { seal, finish } = lateSeal()
  const driven = new DrivenOutbox({ seal })
  driven.connect()
  for (let i = 0; i < 2; i++) {
    driven.log(1, 'y'.repeat(LIMITS.batchFlushBytes))
    expect(moves(driven.step())).toEqual([])
  }
  await finish[1]?.()
  expect(driven.lateSeals).toBe(1)
  expect(moves(driven.step())).toEqual([])
  await finish[0]?.()
  expect(driven.lateSeals).toBe(2)
  expect(moves(driven.step())).toEqual(['batch 1-1', 'batch 2-2'])
})

test('[SQ1] a record is sealed after the log call, unless more than four batches wait', () => {
  let sealed = 0
  const driven = new DrivenOutbox({
    seal: (draft) => {
      sealed++
      return sealPlain(draft)
    },
  })
  driven.log(4, 'y'.repeat(LIMITS.batchFlushBytes))
  expect(sealed).toBe(0)
  expect(driven.outbox.wakeAtMs()).toBe(Number.NEGATIVE_INFINITY)
  driven.log(1, 'y'.repeat(LIMITS.batchFlushBytes))
  expect(sealed).toBe(5)
  expect(driven.outbox.wakeAtMs()).toBe(Number.POSITIVE_INFINITY)
  expect(driven.lateSeals).toBe(0)
})

test('[DV3] a seal that never finishes cannot hold more than the ring may: the rest is sealed plain', async () => {
  const { seal, finish } = lateSeal()
  const driven = new DrivenOutbox({ ringBytesMax: 64 * KiB, seal })
  driven.connect(1, 1)
  driven.log(10, 'y'.repeat(16 * KiB))
  expect(driven.outbox.heldBytes).toBeLessThanOrEqual(64 * KiB)
  const before = driven.outbox.heldBytes
  for (const late of finish) await late()
  expect(driven.outbox.heldBytes).toBe(before)
  expect(driven.outbox.head).toBe(10)
})

test('sealAll leaves nothing behind, neither the open batch nor a seal under way', () => {
  const driven = new DrivenOutbox({ seal: lateSeal().seal })
  driven.connect()
  driven.log(1, 'y'.repeat(LIMITS.batchFlushBytes))
  driven.step()
  driven.nowMs += 1
  driven.log(40)
  driven.outbox.sealAll(driven.nowMs)
  expect(moves(driven.outbox.sends(driven.nowMs))).toEqual(['batch 1-1', 'batch 2-41'])
})
