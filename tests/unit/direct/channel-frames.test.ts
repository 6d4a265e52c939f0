/** A data channel carries batches, whole and unchanged in bounded messages, and only messages of ours. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BatchReader, batchFrames, readDeviceText, readViewerText } from '#lib/direct/channel-frames.ts'
import { type BatchHeader, KEY_EPOCH_SHIFT } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { SESSION } from '#tests/support/sessions.ts'

function read(frames: ArrayBuffer[], reader = new BatchReader(SESSION)) {
  return frames.map((frame) => reader.read(frame)).filter((batch) => batch !== null)
}

test('[BT1][DR6][limit channelMessageBytesMax] a batch of any size comes out as it went in, in messages of bounded size', () => {
  const sizes = fc.oneof(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: LIMITS.channelMessageBytesMax - 100, max: LIMITS.channelMessageBytesMax + 100 }),
    fc.integer({ min: 0, max: LIMITS.batchBytesMax }),
  )
  const batches = fc.array(
    fc.record({
      size: sizes,
      first: fc.maxSafeNat().map((n) => Math.max(1, n - 600)),
      count: fc.integer({ min: 1, max: 512 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  fc.assert(
    fc.property(batches, (made) => {
      const reader = new BatchReader(SESSION)
      for (const { size, first, count } of made) {
        const bytes = new Uint8Array(size).map((_, i) => i * 7 + first)
        const header: BatchHeader = [SESSION, 3 | (9 << KEY_EPOCH_SHIFT), first, count, size]
        const frames = batchFrames(header, bytes)
        for (const frame of frames) expect(frame.byteLength).toBeLessThanOrEqual(LIMITS.channelMessageBytesMax)
        const came = read(frames, reader)
        expect(came).toHaveLength(1)
        expect(came[0]?.header).toEqual(header)
        expect(Buffer.compare(Buffer.from(came[0]?.bytes as Uint8Array), bytes)).toBe(0)
      }
    }),
    { numRuns: 60 },
  )
})

test('a batch in the middle of a larger buffer is sent without the rest of it', () => {
  const bytes = new Uint8Array(1000).fill(9).subarray(100, 103)
  expect(read(batchFrames([SESSION, 0, 1, 1, 3], bytes))[0]?.bytes).toEqual(new Uint8Array([9, 9, 9]))
})

test('[DR6] bytes that are not a batch are refused before they take memory', () => {
  const frame = (head: unknown, payload = 0) => {
    const text = new TextEncoder().encode(JSON.stringify(head))
    return new Uint8Array([text.length, ...text, ...new Array<number>(payload).fill(1)]).buffer
  }
  for (const bad of [
    new ArrayBuffer(0),
    frame({}),
    frame([0, 1, 1]),
    frame([0, 1, 1, LIMITS.batchBytesMax + 1]),
    frame([0, 1, 1, -1]),
    frame([0, 1, 1, 2], 3),
    frame([0, 0, 1, 1], 1),
    frame([0, 1, LIMITS.batchRecordsMax + 1, 1], 1),
    frame([16, 1, 1, 1], 1),
  ]) {
    expect(() => new BatchReader(SESSION).read(bad)).toThrow()
  }
})

test('[DR6] any text that is not one of our messages reads as null', () => {
  expect(readDeviceText('["head",1,0]')).toEqual(['head', 1, 0])
  expect(readDeviceText('["gone",3,9,"evicted"]')).toEqual(['gone', 3, 9, 'evicted'])
  expect(readViewerText('["beat"]')).toEqual(['beat'])
  expect(readViewerText('["need",[[1,2],[5,5]]]')).toEqual([
    'need',
    [
      [1, 2],
      [5, 5],
    ],
  ])
  const bad = ['', 'null', '[]', '{}', '["gone",9,3,"evicted"]', '["gone",1,2,"because"]', '["head","1",2]']
  for (const text of bad) expect(readDeviceText(text), text).toBeNull()
  const tooMany = Array.from({ length: LIMITS.needRangesMax + 1 }, () => [1, 2])
  const badNeeds = [
    '["need"]',
    '["need",[[2,1]]]',
    '["need",[[0,1]]]',
    '["need",[1]]',
    JSON.stringify(['need', tooMany]),
  ]
  for (const text of badNeeds) expect(readViewerText(text), text).toBeNull()
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readDeviceText(text)
      readViewerText(text)
    }),
  )
})
