import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { FLAG } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'

const MiB = 1024 * 1024
const open = (bytes: Uint8Array) => openBatch(['s', FLAG.deflate, 1, 1, bytes.byteLength], bytes)

test('[S9] a bomb is given up at the bound, in the middle of its stream', async () => {
  const bomb = deflateRawSync(Buffer.alloc(256 * MiB), { level: 9 })
  expect(bomb.length).toBeLessThan(LIMITS.batchBytesMax + 8_192)
  const before = process.memoryUsage().arrayBuffers
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
  })
  expect(await open(bomb)).toBeNull()
  clearInterval(watch)
  // Held at once; what was read and let go before a collection counts too.
  expect(peak).toBeLessThan(64 * MiB)
})

test('[BT3] what is not deflate, is cut, or is closed to us, is null and no error', async () => {
  const good = deflateRawSync(Buffer.from('record '.repeat(1_000)))
  expect(await open(Buffer.from('this is no deflate'))).toBeNull()
  expect(await open(good.subarray(0, good.length - 4))).toBeNull()
  expect(await open(new Uint8Array(0))).toBeNull()
  expect(await openBatch(['s', FLAG.e2ee, 1, 1, good.length], good)).toBeNull()
  expect((await open(good))?.textBytes).toBe(7_000)
})
