import fc from 'fast-check'
import * as parser from 'socket.io-msgpack-parser'
import { describe, expect, test } from 'vitest'
import { frameFault } from '#lib/server/transports/socket-io/guarded-parser.ts'
import { DEVICE, hello, SESSION } from '#tests/support/sessions.ts'

const encode = (packet: unknown) => (new parser.Encoder().encode(packet) as never as [Buffer])[0]
const bytes = (...values: number[]) => Buffer.from(values)

describe('[TR10] a frame is checked before it is decoded', () => {
  test('every message of ours passes', () => {
    const packets = [
      { type: 0, nsp: '/device', data: hello() },
      { type: 2, nsp: '/device', data: ['batch', [SESSION, 0, 1, 1, 3], Buffer.from('abc')] },
      { type: 2, nsp: '/viewer', data: ['join', { device: DEVICE }], id: 3 },
      { type: 2, nsp: '/viewer', data: ['need', SESSION, [[1, 2 ** 40]]] },
    ]
    for (const packet of packets) expect(frameFault(encode(packet))).toBeNull()
  })

  test('everything that the encoder writes passes', () => {
    const values = fc.object({ maxDepth: 5, withDate: true, withTypedArray: false })
    fc.assert(
      fc.property(values, (value) => {
        fc.pre(!fc.stringify(value).includes('__proto__'))
        expect(frameFault(encode({ type: 2, nsp: '/', data: [value] }))).toBeNull()
      }),
    )
  })

  test.each([
    ['an array of millions in five bytes', bytes(0xdd, 0x01, 0xff, 0xff, 0xf0), 'cut'],
    ['a buffer of gigabytes in six bytes', bytes(0xc9, 0x7f, 0xff, 0xff, 0xff, 0), 'cut'],
    ['a text longer than the frame', bytes(0xdb, 0, 0, 0, 9, 65), 'cut'],
    ['arrays in arrays in arrays', Buffer.alloc(1000, 0x91), 'too deep'],
    ['maps in maps in maps', Buffer.alloc(1000, Buffer.from([0x81, 0xa1, 0x61])), 'too deep'],
    ['a key that would set a prototype', Buffer.from('\x81\xa9__proto__\x80', 'latin1'), 'key __proto__'],
    ['bytes after the message', bytes(0x90, 0x90), 'trailing bytes'],
    ['a type that msgpack does not have', bytes(0xc1), 'no type 193'],
  ])('%s is refused', (_what, frame, fault) => {
    expect(frameFault(frame)).toBe(fault)
  })

  test('random bytes never throw, and what passes can be decoded or is refused by the decoder', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
        expect(() => frameFault(Buffer.from(random))).not.toThrow()
      }),
    )
  })

  test('text is refused: our messages are binary', () => {
    expect(frameFault('5')).toBe('not binary')
  })
})
