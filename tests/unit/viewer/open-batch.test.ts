import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { FLAG } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type Inflate, inflateOf, SLICE_BYTES } from '#lib/viewer/inflate.ts'
import { openBatch, TEXT_BYTES_MAX } from '#lib/viewer/open-batch.ts'

const MiB = 1024 * 1024
/** The largest bomb that a batch can hold: deflate expands a byte to at most 1,032. */
const bomb = deflateRawSync(Buffer.alloc(254 * MiB), { level: 9 })

/** Inflates all of its input before anybody can stop it, like Chromium's. */
class EagerStream {
  static made = 0
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>

  constructor() {
    let seen = Buffer.alloc(0)
    let given = 0
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
      transform(slice, controller) {
        seen = Buffer.concat([seen, slice])
        const all = inflateRawSync(seen, { finishFlush: 2 })
        EagerStream.made += all.length - given
        for (; given < all.length; given += 65_536) controller.enqueue(all.subarray(given, given + 65_536))
        given = all.length
      },
    })
    this.readable = readable
    this.writable = writable
  }
}

const ways: [string, Inflate][] = [
  ['in Node', inflateOf(globalThis)],
  ['in a browser', inflateOf({ DecompressionStream })],
]

describe.each(ways)('%s', (_where, inflate) => {
  const open = async (bytes: Uint8Array) => await openBatch(['s', FLAG.deflate, 1, 1, bytes.byteLength], bytes, inflate)

  test('[SE1] a bomb is abandoned at the bound, in the middle of its stream', async () => {
    expect(bomb.length).toBeLessThanOrEqual(LIMITS.batchBytesMax)
    const before = process.memoryUsage().arrayBuffers
    let peak = 0
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
    })
    expect(await open(bomb)).toBeNull()
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
    clearInterval(watch)
    // Memory held at once, with garbage that is not collected yet.
    expect(peak).toBeLessThan(16 * MiB)
  })

  test('[BT3] text up to the bound opens, and one byte more does not', async () => {
    const most = deflateRawSync(Buffer.alloc(TEXT_BYTES_MAX, 'a'))
    expect((await open(most))?.textBytes).toBe(TEXT_BYTES_MAX)
    expect(await open(deflateRawSync(Buffer.alloc(TEXT_BYTES_MAX + 1, 'a')))).toBeNull()
  })

  test('[BT3] a payload that is not deflate, is cut off or is encrypted is null, not an error', async () => {
    const text = Array.from({ length: 4_000 }, (_, i) => `record ${i * 7919}\n`).join('')
    const good = deflateRawSync(text)
    expect(good.length).toBeGreaterThan(4 * SLICE_BYTES)
    expect(await open(Buffer.from('this is no deflate'))).toBeNull()
    expect(await open(good.subarray(0, good.length - 4))).toBeNull()
    expect(await open(new Uint8Array(0))).toBeNull()
    const bent = Buffer.from(good)
    bent.fill(0xff, 8_192, 8_256)
    // Deflate has no checksum, so it may still open to something else.
    expect((await open(bent))?.text).not.toBe(text)
    expect(await openBatch(['s', FLAG.e2ee, 1, 1, good.length], good, inflate)).toBeNull()
    expect((await open(good))?.text).toBe(text)
  })
})

test('[SE1] a browser that inflates its whole input expands a bomb to no more than the bound and one slice', async () => {
  const inflate = inflateOf({ DecompressionStream: EagerStream as never })
  expect(await inflate(bomb, TEXT_BYTES_MAX)).toBeNull()
  expect(EagerStream.made).toBeLessThan(8 * MiB)
})

test('[BT3] a host that cannot inflate shows the batch as unreadable', async () => {
  expect(await inflateOf({})(deflateRawSync('record'), TEXT_BYTES_MAX)).toBeNull()
})

test('a runtime that throws for what it lacks of Node inflates as a browser does', async () => {
  const process = {
    get getBuiltinModule(): never {
      throw new Error('not supported in the Edge Runtime')
    },
  }
  const inflated = await inflateOf({ process, DecompressionStream })(deflateRawSync('record'), TEXT_BYTES_MAX)
  expect(inflated && new TextDecoder().decode(inflated)).toBe('record')
})
