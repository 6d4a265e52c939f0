import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Batch, FLAG } from '#lib/protocol/batch.ts'
import { COMPRESS_BYTES_MIN, compressOf, pays } from '#lib/sdk/delivery/compress.ts'
import { type Draft, type Seal, sealCompressed, sealPlain } from '#lib/sdk/delivery/seal.ts'
import { SealQueue } from '#lib/sdk/delivery/seal-queue.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'

const draftOf = (first: number, ...lines: string[]): Draft => ({
  session: 's',
  first,
  lines,
  byteLength: Buffer.byteLength(lines.join('\n')),
  hasTruncated: false,
})
const log = (i: number) => `{"t":${1_700_000_000_000 + i},"l":"info","b":"request ${i} took ${(i * 37) % 100} ms"}`
const logs = (count: number) => draftOf(1, ...Array.from({ length: count }, (_, i) => log(i)))
const deflated = sealCompressed((bytes) => deflateRawSync(bytes))
const textOf = async ({ header, bytes }: Batch) => (await openBatch(header, bytes))?.text
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('[BT3] a batch of logs is compressed on the device and opens to the same text', async () => {
  const draft = logs(100)
  const batch = deflated(draft) as Batch
  expect(batch.header).toEqual(['s', FLAG.deflate, 1, 100, batch.bytes.byteLength])
  expect(batch.bytes.byteLength).toBeLessThan(draft.byteLength / 4)
  expect(await textOf(batch)).toBe(draft.lines.join('\n'))
})

test('[BT3] a short batch, and one that hardly shrinks, stay uncompressed', () => {
  expect((deflated(logs(1)) as Batch).header[1]).toBe(0)
  const noise = draftOf(1, randomBytes(4_000).toString('base64'))
  expect(noise.byteLength).toBeGreaterThan(COMPRESS_BYTES_MIN)
  expect(pays(100, 90)).toBe(true)
  expect(pays(100, 91)).toBe(false)
  const incompressible = sealCompressed((bytes) => bytes.slice(0, Math.ceil(bytes.length * 0.95)))
  expect((incompressible(noise) as Batch).header[1]).toBe(0)
})

test('[BT3] a compressor that fails, at once or later, costs size but no record', async () => {
  const plain = sealPlain(logs(50))
  const throws = sealCompressed(() => {
    throw new Error('out of memory')
  })
  const rejects = sealCompressed(() => Promise.reject(new Error('stream broke')))
  expect(throws(logs(50))).toEqual(plain)
  expect(await rejects(logs(50))).toEqual(plain)
})

test('[BT3] Node compresses synchronously, a browser with its stream, a host without either not at all', async () => {
  const bytes = new TextEncoder().encode(logs(100).lines.join('\n'))
  const node = compressOf(globalThis)?.(bytes)
  expect(node).toBeInstanceOf(Uint8Array)
  // The ring counts the bytes, and the socket sends their whole buffer.
  expect((node as Uint8Array).buffer.byteLength).toBe((node as Uint8Array).byteLength)
  const browser = compressOf({ CompressionStream })?.(bytes)
  expect(browser).toBeInstanceOf(Promise)
  for (const packed of [node, await browser] as Uint8Array[])
    expect(await textOf({ header: ['s', FLAG.deflate, 1, 100, packed.length], bytes: packed })).toBe(
      logs(100).lines.join('\n'),
    )
  const old = class {
    constructor() {
      throw new TypeError('deflate-raw')
    }
  }
  expect(compressOf({ CompressionStream: old })).toBeNull()
  expect(compressOf({})).toBeNull()
})

test('[BT1] however long seals take, batches come out in order, each once, and finish waits for nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ isSlow: fc.boolean(), release: fc.nat(20) }), { minLength: 1, maxLength: 20 }),
      fc.nat(20),
      async (drafts, finishAfter) => {
        const done: Batch[] = []
        let late = 0
        const waiting: { release: number; resolve: () => void }[] = []
        const seal: Seal = (draft) => {
          const batch = sealPlain(draft)
          const { isSlow = false, release = 0 } = drafts[draft.first - 1] ?? {}
          return isSlow ? new Promise((resolve) => waiting.push({ release, resolve: () => resolve(batch) })) : batch
        }
        const queue = new SealQueue(
          seal,
          (batch) => done.push(batch),
          () => late++,
        )
        for (let first = 1; first <= drafts.length; first++) {
          queue.add(draftOf(first, 'x'))
          if (first % 3 === 0) queue.start()
        }
        expect(queue.waiting).toBe(drafts.length % 3)
        queue.start()
        expect(late).toBe(0)
        waiting.sort((a, b) => a.release - b.release)
        for (const { resolve } of waiting.slice(0, finishAfter)) resolve()
        await settled()
        const before = done.length
        expect(late).toBe(Math.min(finishAfter, waiting.length))
        queue.finish()
        expect([queue.bytes, queue.waiting, queue.oldest]).toEqual([0, 0, undefined])
        expect(done.map(({ header }) => header[2])).toEqual(drafts.map((_, i) => i + 1))
        expect(before).toBeLessThanOrEqual(done.length)
        for (const { resolve } of waiting) resolve()
        await settled()
        expect(done).toHaveLength(drafts.length)
      },
    ),
    { numRuns: 200 },
  )
})
