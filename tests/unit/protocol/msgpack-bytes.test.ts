/**
 * The bytes of socket.io-msgpack-parser, for every kind of packet we send, in the builds for Node and for browsers. A change of
 * these bytes would cut off deployed SDKs and pages, so an update of the parser must not pass unseen.
 */
import { createRequire } from 'node:module'
import * as parser from 'socket.io-msgpack-parser'
import { describe, expect, test } from 'vitest'
import { fromWire, toWire } from '#lib/protocol/wire-bytes.ts'
import { frameFault } from '#lib/server/transports/socket-io/guarded-parser.ts'

interface Packet {
  type: number
  nsp: string
  data?: unknown
  id?: number
  options?: { compress: true }
}

/** The parser's codec, which bundlers replace by its build for browsers. */
const requireFromParser = createRequire(createRequire(import.meta.url).resolve('socket.io-msgpack-parser'))
const inBrowser = {
  encode: requireFromParser('notepack.io/browser/encode.js') as (value: unknown) => ArrayBuffer,
  decode: requireFromParser('notepack.io/browser/decode.js') as (bytes: ArrayBuffer) => Packet,
}

function encodeInNode(packet: Packet): Buffer {
  const [bytes] = new parser.Encoder().encode(packet) as unknown as [Buffer]
  return bytes
}

function decodeInNode(bytes: Buffer): Packet {
  const decoder = new parser.Decoder()
  let packet: Packet | undefined
  decoder.on('decoded', (decoded: Packet) => {
    packet = decoded
  })
  decoder.add(bytes)
  if (!packet) throw new Error('nothing was decoded')
  return packet
}

const hex = (bytes: Buffer | ArrayBuffer) => Buffer.from(bytes as Buffer).toString('hex')
const bytesOf = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const exact = (buffer: Buffer): ArrayBuffer => Uint8Array.from(buffer).buffer

const CONNECT = 0
const DISCONNECT = 1
const EVENT = 2
const ACK = 3
const CONNECT_ERROR = 4
/** Socket.IO's client adds this to its events, in the order in which the keys stand here. */
const options = { compress: true } as const

const DEVICE = 'a36e7370a72f646576696365'
const VIEWER = 'a36e7370a72f766965776572'
const COMPRESS = 'a76f7074696f6e7381a8636f6d7072657373c3'

/** As Socket.IO builds them: the client puts `options` before `nsp`, the server an acknowledgment's `id` first. */
const PACKETS: { name: string; packet: Packet; bytes: string }[] = [
  {
    name: 'the hello of a device',
    packet: { type: CONNECT, data: { version: 1, token: 't', direct: true }, nsp: '/device' },
    bytes: `83 a47479706500 a46461746183a776657273696f6e01a5746f6b656ea174a6646972656374c3 ${DEVICE}`,
  },
  {
    name: 'an accepted handshake',
    packet: { type: CONNECT, data: { sid: 'x' }, nsp: '/device' },
    bytes: `83 a47479706500 a46461746181a3736964a178 ${DEVICE}`,
  },
  {
    name: 'a refused handshake',
    packet: {
      type: CONNECT_ERROR,
      data: { message: 'm', data: { code: 'c', message: 'm', retry: false } },
      nsp: '/device',
    },
    bytes: `83 a47479706504 a46461746182a76d657373616765a16da46461746183a4636f6465a163a76d657373616765a16da57265747279c2 ${DEVICE}`,
  },
  {
    name: 'a head, with a fraction and a null',
    packet: {
      type: EVENT,
      data: [
        'head',
        {
          tail: 1,
          head: 5,
          counters: { records: 5, bytes: 700, levels: [0, 0, 5, 0, 0, 0, 0] },
          sentAtMs: 1_700_000_000_000.5,
          roundTripMs: null,
        },
      ],
      options,
      nsp: '/device',
    },
    bytes: `84 a47479706502 a46461746192a46865616485a47461696c01a46865616405a8636f756e7465727383a77265636f72647305a56279746573cd02bc
      a66c6576656c739700000500000000 a873656e7441744d73cb4278bcfe56800800 ab726f756e64547269704d73c0 ${COMPRESS} ${DEVICE}`,
  },
  {
    name: 'a gap whose end is past 32 bits',
    packet: { type: EVENT, data: ['gone', [1, 2 ** 32], 'evicted'], options, nsp: '/device' },
    bytes: `84 a47479706502 a46461746193a4676f6e659201cf0000000100000000a765766963746564 ${COMPRESS} ${DEVICE}`,
  },
  {
    name: 'a need',
    packet: {
      type: EVENT,
      data: [
        'need',
        [
          [1, 16],
          [40, 40],
        ],
        262_144,
      ],
      nsp: '/device',
    },
    bytes: `83 a47479706502 a46461746193a46e65656492920110922828ce00040000 ${DEVICE}`,
  },
  {
    name: 'a peer that may no longer have a direct path',
    packet: { type: EVENT, data: ['peer', 'v', null], nsp: '/device' },
    bytes: `83 a47479706502 a46461746193a470656572a176c0 ${DEVICE}`,
  },
  {
    name: 'a join that asks for an answer',
    packet: { type: EVENT, data: ['join', { session: 'ключ' }], options, id: 0, nsp: '/viewer' },
    bytes: `85 a47479706502 a46461746192a46a6f696e81a773657373696f6ea8d0bad0bbd18ed187 ${COMPRESS} a2696400 ${VIEWER}`,
  },
  {
    name: 'the answer',
    packet: { id: 0, type: ACK, data: [{ ok: true, session: null }], nsp: '/viewer' },
    bytes: `84 a2696400 a47479706503 a4646174619182a26f6bc3a773657373696f6ec0 ${VIEWER}`,
  },
  {
    name: 'a disconnect',
    packet: { type: DISCONNECT, nsp: '/device' },
    bytes: `82 a47479706501 ${DEVICE}`,
  },
]

describe.each(PACKETS)('$name', ({ packet, bytes }) => {
  test('has the same bytes in Node and browsers, and comes back from them', () => {
    const expected = bytesOf(bytes.replaceAll(/\s/g, ''))
    expect(hex(encodeInNode(packet))).toBe(expected.toString('hex'))
    expect(hex(inBrowser.encode(packet))).toBe(expected.toString('hex'))
    expect(decodeInNode(expected)).toEqual(packet)
    expect(inBrowser.decode(exact(expected))).toEqual(packet)
    expect(frameFault(expected)).toBeNull()
  })
})

describe('a batch', () => {
  const HEADER = ['s', 1, 65_536, 512, 3]
  const PAYLOAD = Uint8Array.of(0x7b, 0x7d, 0xff)
  const before = 'a47479706502 a46461746193a5626174636895a17301ce00010000cd020003'
  const fromBrowser = `84 ${before} c403 7b7dff ${COMPRESS} ${DEVICE}`
  const fromNode = `84 ${before} c70300 7b7dff ${COMPRESS} ${DEVICE}`
  const fromRelay = `83 ${before} c403 7b7dff ${VIEWER}`
  const upwards = (bytes: unknown): Packet => ({
    type: EVENT,
    data: ['batch', HEADER, bytes],
    options,
    nsp: '/device',
  })
  const payloadOf = (packet: Packet) => (packet.data as unknown[])[2]

  test('[BT1] leaves a browser as `bin` and Node as extension 0, whose bytes are the payload untouched', () => {
    expect(hex(inBrowser.encode(upwards(toWire(PAYLOAD))))).toBe(bytesOf(fromBrowser).toString('hex'))
    expect(hex(encodeInNode(upwards(toWire(PAYLOAD))))).toBe(bytesOf(fromNode).toString('hex'))
    // A part of a larger buffer must not send the rest of it.
    const part = Uint8Array.of(1, ...PAYLOAD, 2).subarray(1, 4)
    expect(hex(inBrowser.encode(upwards(toWire(part))))).toBe(bytesOf(fromBrowser).toString('hex'))
  })

  test('reaches the relay from either as bytes', () => {
    const [browser, node] = [fromBrowser, fromNode].map((bytes) => payloadOf(decodeInNode(bytesOf(bytes))))
    expect(browser).toEqual(Buffer.from(PAYLOAD))
    expect(node).toBeInstanceOf(ArrayBuffer)
    expect(fromWire(node)).toEqual(PAYLOAD)
    for (const bytes of [fromBrowser, fromNode]) expect(frameFault(bytesOf(bytes))).toBeNull()
  })

  test('reaches a viewer as bytes, in a page and in a program', () => {
    const packet: Packet = { type: EVENT, data: ['batch', HEADER, Buffer.from(PAYLOAD)], nsp: '/viewer' }
    expect(hex(encodeInNode(packet))).toBe(bytesOf(fromRelay).toString('hex'))
    const page = payloadOf(inBrowser.decode(exact(bytesOf(fromRelay))))
    expect(fromWire(page)).toEqual(PAYLOAD)
    expect(Uint8Array.from(fromWire(payloadOf(decodeInNode(bytesOf(fromRelay)))))).toEqual(PAYLOAD)
  })
})

test.each([
  ['a type beyond the last', '83 a47479706505 a46461746190 '],
  ['an event whose data is not a list', '83 a47479706502 a46461746180 '],
])('a packet with %s is not decoded', (_, bytes) => {
  expect(() => decodeInNode(bytesOf(bytes + DEVICE))).toThrow()
})
