import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameCut } from '#lib/server/transports/flutter/frame-cut.ts'
import { frame } from '#tests/support/raw-web-socket.ts'

const TEXT = 1
const MORE = 0
const PING = 9

/** What comes out of it for these writes, and how many messages were cut. */
function through(writes: readonly Buffer[], bytesMax: number): { out: Buffer; cuts: number } {
  const socket = new PassThrough({ readableHighWaterMark: 1e9, writableHighWaterMark: 1e9 })
  let cuts = 0
  const cut = new FrameCut(socket, bytesMax, () => cuts++)
  for (const bytes of writes) socket.emit('data', bytes)
  const parts: Buffer[] = []
  for (let part = cut.read(); part !== null; part = cut.read()) parts.push(part)
  return { out: Buffer.concat(parts), cuts }
}

test('[FB2] a message within the bound passes unchanged, however the socket splits it', () => {
  const anyFrame = fc.record({
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    opcode: fc.constantFrom(TEXT, 2, PING),
    isMasked: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (frames, step) => {
      const bytes = Buffer.concat(frames.map(({ payload, opcode, isMasked }) => frame(payload, { opcode, isMasked })))
      const writes: Buffer[] = []
      for (let at = 0; at < bytes.length; at += step) writes.push(bytes.subarray(at, at + step))
      const { out, cuts } = through(writes, 300)
      expect(out.equals(bytes)).toBe(true)
      expect(cuts).toBe(0)
    }),
  )
})

test.each([
  [10, 300],
  [125, 126],
  [200, 70_000],
  [66_000, 140_000],
])('a message is cut to %d bytes and its frame says so; what follows it is whole', (bytesMax, length) => {
  const payload = Buffer.alloc(length, 0x61)
  const after = frame(Buffer.from('after'), { opcode: TEXT })
  const { out, cuts } = through([frame(payload, { opcode: TEXT }), after], bytesMax)
  expect(out.equals(Buffer.concat([frame(payload.subarray(0, bytesMax), { opcode: TEXT }), after]))).toBe(true)
  expect(cuts).toBe(1)
})

test('the bound is for a message, not for its fragments; pings between them pass whole', () => {
  const part = Buffer.alloc(60, 0x61)
  const ping = frame(Buffer.alloc(125, 0x62), { opcode: PING })
  const writes = [
    frame(part, { opcode: TEXT, isFinal: false }),
    ping,
    frame(part, { opcode: MORE, isFinal: false }),
    frame(part, { opcode: MORE }),
    frame(part, { opcode: TEXT }),
  ]
  const { out, cuts } = through(writes, 100)
  const expected = [
    frame(part, { opcode: TEXT, isFinal: false }),
    ping,
    frame(part.subarray(0, 40), { opcode: MORE, isFinal: false }),
    frame(part.subarray(0, 0), { opcode: MORE }),
    frame(part, { opcode: TEXT }),
  ]
  expect(out.equals(Buffer.concat(expected))).toBe(true)
  expect(cuts).toBe(1)
})

test('a message of impossible length is dropped as it arrives', () => {
  const socket = new PassThrough()
  const cut = new FrameCut(socket, 100, () => {})
  socket.emit('data', frame(Buffer.alloc(0), { opcode: TEXT, claimedLength: Number.MAX_SAFE_INTEGER }))
  for (let i = 0; i < 1_000; i++) socket.emit('data', Buffer.alloc(10_000))
  expect(cut.readableLength).toBeLessThan(200)
})

test('the socket waits while nobody reads', () => {
  const socket = new PassThrough()
  const cut = new FrameCut(socket, 1e9, () => {})
  socket.emit('data', frame(Buffer.alloc(200_000), { opcode: TEXT }))
  expect(socket.isPaused()).toBe(true)
  while (cut.read() !== null);
  expect(socket.isPaused()).toBe(false)
})
