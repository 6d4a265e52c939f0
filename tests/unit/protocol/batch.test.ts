import { expect, test } from 'vitest'
import { type Batch, type BatchHeader, batchFault, FLAG, KEY_EPOCH_SHIFT, withFlag } from '#lib/protocol/batch.ts'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { sealPlain } from '#lib/sdk/delivery/seal.ts'
import { SealQueue } from '#lib/sdk/delivery/seal-queue.ts'
import { EncryptingSeal } from '#tests/support/encrypting-seal.ts'

test('[limit idCharsMax] a longer text is not an id, in a header or anywhere else', () => {
  const longest = 'a'.repeat(LIMITS.idCharsMax)
  expect([isId(longest), isId(`${longest}a`)]).toEqual([true, false])
  expect(batchFault([longest, 0, 1, 1, 0], new Uint8Array(0))).toBeNull()
  expect(batchFault([`${longest}a`, 0, 1, 1, 0], new Uint8Array(0))).toContain('session id')
})

const crypto = new EncryptingSeal({ inner: sealPlain })

test('[BT6] an encrypted batch passes the relay’s check, live and as a fill, and opens with its header alone', async () => {
  const done: Batch[] = []
  const queue = new SealQueue(
    crypto.seal,
    (batch) => done.push(batch),
    () => {},
  )
  for (let first = 1; first <= 50; first++)
    queue.add({ session: 'session', first, lines: [`record ${first}`], byteLength: 9, hasTruncated: false })
  queue.start()
  await new Promise((resolve) => setImmediate(resolve))
  expect(done.map(({ header }) => header[2])).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  for (const batch of done) {
    expect(batchFault(batch.header, batch.bytes)).toBeNull()
    const fill = { ...batch, header: withFlag(batch.header, FLAG.fill) }
    expect([crypto.open(batch), crypto.open(fill)]).toEqual([`record ${batch.header[2]}`, `record ${batch.header[2]}`])
  }
  expect(new Set(crypto.nonces).size).toBe(done.length)
})

test('[BT6] no field of the header can be changed, and no batch moved to another session', async () => {
  const batch = await crypto.seal({
    session: 'session',
    first: 7,
    lines: ['a', 'b'],
    byteLength: 3,
    hasTruncated: false,
  })
  const [session, flags, first, count, length] = batch.header
  const forged: BatchHeader[] = [
    ['other', flags, first, count, length],
    [session, flags ^ FLAG.truncated, first, count, length],
    [session, flags ^ (1 << KEY_EPOCH_SHIFT), first, count, length],
    [session, flags, first + 1, count, length],
    [session, flags, first, count + 1, length],
  ]
  for (const header of forged) expect(() => crypto.open({ header, bytes: batch.bytes })).toThrow()
  expect(() => crypto.open({ header: batch.header, bytes: batch.bytes.subarray(1) })).toThrow()
})

test('[BT6] unknown flags are refused', () => {
  for (const flags of [16, 128, 1 << 16, -1, 0.5])
    expect(batchFault(['s', flags, 1, 1, 0], new Uint8Array(0))).toContain('flags')
})
