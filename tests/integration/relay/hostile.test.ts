/** What strangers, and clients with a small right, may send on a raw socket. */
import { connect } from 'node:net'
import * as parser from 'socket.io-msgpack-parser'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { batch, hello, person, SESSION } from '#tests/support/sessions.ts'
import { next, startRelay, type TestRelay, type TestViewer } from '#tests/support/start-relay.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await startRelay()
  relay.grants.set('guest', person({ kind: 'link', id: 'link1', name: 'Guest', target: { session: SESSION } }))
})
afterEach(() => relay.close())

const guestHello = { version: PROTOCOL_VERSION, link: { id: 'guest', key: 'k' } }
const encode = (packet: object) => (new parser.Encoder().encode(packet) as never as [Buffer])[0]

/** A socket after Engine.IO's greeting; `codes` collects the refusals it gets. */
async function rawSocket() {
  const socket = new WebSocket(`${relay.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const got: { type: number; data: unknown }[] = []
  const decoder = new parser.Decoder()
  decoder.on('decoded', (packet) => got.push(packet))
  const isClosed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise((resolve) => socket.once('message', resolve))
  socket.on('message', (data: Buffer, isBinary) => isBinary && decoder.add(data))
  return { socket, got, isClosed }
}

describe('before authentication', () => {
  test.each([
    ['arrays of millions', Buffer.concat(Array(60).fill(Buffer.from([0xdd, 0x01, 0xff, 0xff, 0xf0])))],
    ['a buffer of gigabytes', Buffer.from([0xc9, 0x7f, 0xff, 0xff, 0xff, 0])],
  ])('a small frame that claims %s is not decoded, and its connection closed', async (_what, frame) => {
    const { socket, isClosed } = await rawSocket()
    socket.send(frame)
    await isClosed
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(500e6)
  })

  test('[TR4][TR9] nobody stays in the namespace that has no authentication', async () => {
    const { socket, got, isClosed } = await rawSocket()
    socket.send(encode({ type: 0, nsp: '/' }))
    await isClosed
    expect(got.filter(({ type }) => type === 0)).toEqual([])
  })

  test('[TR9] one connection gets one handshake, however fast it asks', async () => {
    const { socket, got, isClosed } = await rawSocket()
    for (let i = 0; i < 100; i++)
      socket.send(encode({ type: 0, nsp: '/device', data: hello({ token: 'agl_d_x', session: `session-${i}` }) }))
    await isClosed
    expect(got.filter(({ type }) => type === 0).length).toBeLessThanOrEqual(1)
    expect(relay.relay.hub.sessions.size).toBeLessThanOrEqual(1)
  })

  test.each(['//', 'http://[', '/nope'])('an upgrade of %s is refused, and its socket closed', async (address) => {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect({ port: Number(new URL(relay.url).port), host: '127.0.0.1', allowHalfOpen: true })
      socket.on('data', (data) => {
        text += data
      })
      socket.on('end', () => resolve(text)).on('error', reject)
      socket.write(`GET ${address} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    })
    expect(answer).toMatch(/^HTTP\/1.1 404 /)
    const open = () => new Promise<number>((resolve) => relay.server.getConnections((_error, count) => resolve(count)))
    await vi.waitFor(async () => expect(await open()).toBe(0))
  })
})

test.each([
  ['/device', hello()],
  ['/viewer', guestHello],
])('[TR9] who leaves %s holds no connection', async (nsp, data) => {
  const { socket, got, isClosed } = await rawSocket()
  // Alive for Engine.IO, for as long as it likes.
  socket.on('message', (said: Buffer) => void (said.toString() === '2' && socket.send('3')))
  socket.send(encode({ type: 0, nsp, data }))
  await vi.waitFor(() => expect(got.map(({ type }) => type)).toContain(0))
  socket.send(encode({ type: 1, nsp }))
  await isClosed
  expect(relay.relay.hub.sessions.get(SESSION)?.owner ?? null).toBeNull()
})

describe('with a link only', () => {
  test.each([
    ['an event without a name', []],
    ['an event whose name is a number', [5]],
    ['an event whose name is a list', [['join']]],
    ['a team that cannot be written as text', ['unwatchTeam', { toString: 1, valueOf: 1 }]],
    ['an event that Socket.IO keeps for itself', ['disconnect', 'x']],
  ])('[TR6] %s ends the connection with a reason and harms nobody else', async (_what, data) => {
    const neighbour = relay.viewer({ link: guestHello.link })
    await next(neighbour, 'welcome')
    const { socket, got, isClosed } = await rawSocket()
    socket.send(encode({ type: 0, nsp: '/viewer', data: guestHello }))
    await vi.waitFor(() => expect(got.some(({ data }) => Array.isArray(data) && data[0] === 'welcome')).toBe(true))
    socket.send(encode({ type: 2, nsp: '/viewer', data }))
    await isClosed
    expect(got.some(({ data }) => Array.isArray(data) && data[0] === 'fault')).toBe(true)
    expect(neighbour.connected).toBe(true)
  })
})

test('a link that ended with its session is cut even while its holder does not watch', async () => {
  const guest: TestViewer = relay.viewer({ link: guestHello.link })
  await next(guest, 'welcome')
  const fault = next(guest, 'fault')
  relay.live.cut({ kind: 'session', id: SESSION }, 'session-unknown')
  expect(await fault).toMatchObject([{ code: 'session-unknown' }])
})

describe('[TR11] an error of our own', () => {
  const quoting = () => {
    throw new TypeError('it quotes a secret')
  }

  test('in a viewer’s message ends that viewer’s connection, which may come back, and no other', async () => {
    const device = relay.device()
    await next(device, 'welcome')
    const [unlucky, other] = [relay.viewer(guestHello), relay.viewer(guestHello)]
    for (const viewer of [unlucky, other]) await viewer.emitWithAck('join', { session: SESSION })
    vi.spyOn(relay.relay.hub.subscriptions, 'need').mockImplementationOnce(quoting)
    const fault = next<[{ code: string; retry: boolean }]>(unlucky, 'fault')
    unlucky.emit('need', SESSION, [[1, 1]])
    expect((await fault)[0]).toMatchObject({ code: 'internal', retry: true })
    const came = next(other, 'batch')
    device.emit('batch', ...batch(1))
    await came
    expect(relay.lines.join('\n')).toMatch(/"need" failed: TypeError at /)
    expect(relay.lines.join('\n')).not.toContain('secret')
  })

  test('in a device’s message ends that device’s connection, which may come back', async () => {
    const device = relay.device()
    await next(device, 'welcome')
    vi.spyOn(relay.relay.hub, 'batch').mockImplementationOnce(quoting)
    const fault = next<[{ code: string; retry: boolean }]>(device, 'fault')
    device.emit('batch', ...batch(1))
    expect((await fault)[0]).toMatchObject({ code: 'internal', retry: true })
    await vi.waitFor(() => expect(relay.relay.hub.sessions.get(SESSION)?.liveness).toBe('reconnecting'))
  })
})
