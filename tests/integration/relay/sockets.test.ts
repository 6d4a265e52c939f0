import * as parser from 'socket.io-msgpack-parser'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { FLAG } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { NO_COUNTERS, type SessionState } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { batch, DEVICE, person, SESSION, TEAM } from '#tests/support/sessions.ts'
import { next, refusalOf, startRelay, type TestRelay, type TestViewer } from '#tests/support/start-relay.ts'

const encode = (packet: object) => (new parser.Encoder().encode(packet) as unknown as [Buffer])[0]

let relay: TestRelay
beforeEach(async () => {
  relay = await startRelay()
  relay.grants.set('ada', person())
  relay.grants.set('guest', person({ kind: 'link', id: 'link1', name: 'Guest', target: { session: SESSION } }))
})
afterEach(() => relay.close())

const asPerson = () => relay.viewer({ ticket: 'ada' }, { origin: relay.url })
const asGuest = () => relay.viewer({ link: { id: 'guest', key: 'k' } })
const join = (viewer: TestViewer, target = { session: SESSION }) => viewer.emitWithAck('join', target)
const rawSocketOf = (viewer: TestViewer) => (viewer.io.engine.transport as never as { ws: WebSocket }).ws
const live = async () => {
  const device = relay.device()
  await next(device, 'welcome')
  return device
}

describe('the main path', () => {
  test('[RL1][BT1] viewers get the device’s bytes, unchanged and in order', async () => {
    const device = await live()
    const viewer = asPerson()
    expect(await join(viewer)).toMatchObject({ ok: true, session: SESSION, state: { liveness: 'live', viewers: 1 } })
    const got: [unknown, Uint8Array][] = []
    viewer.on('batch', (header, bytes) => got.push([header, bytes]))
    const sent = Array.from({ length: 50 }, (_, i) => batch(i * 3 + 1, 3))
    for (const [header, bytes] of sent) device.emit('batch', header, bytes)
    await vi.waitFor(() => expect(got).toHaveLength(sent.length))
    got.forEach(([header, bytes], i) => {
      expect(header).toEqual(sent[i]?.[0])
      expect(Buffer.from(bytes)).toEqual(Buffer.from(sent[i]?.[1] ?? []))
    })
  })

  test('[RL1] one viewer alone and many viewers at once get the very same frames', async () => {
    const device = await live()
    const viewers = [asPerson(), asPerson(), asGuest()]
    const frames = viewers.map(() => [] as Buffer[])
    for (const [i, viewer] of viewers.entries()) {
      await join(viewer)
      rawSocketOf(viewer).on('message', (data: Buffer) => frames[i]?.push(data))
    }
    const sizes = [1, 40, 400]
    let first = 1
    for (const count of sizes) {
      device.emit('batch', ...batch(first, count))
      first += count
    }
    const batches = (list: Buffer[] = []) => list.filter((data) => data.includes('batch'))
    await vi.waitFor(() => expect(frames.map((list) => batches(list).length)).toEqual([3, 3, 3]))
    expect(batches(frames[1])).toEqual(batches(frames[0]))
    expect(batches(frames[2])).toEqual(batches(frames[0]))
  })

  test('[DV1][RL5] a device is welcomed with credit and its page, and its batches are acknowledged', async () => {
    const device = relay.device()
    const [welcome] = await next(device, 'welcome')
    expect(welcome).toMatchObject({
      session: SESSION,
      creditBytes: LIMITS.creditBytes,
      viewers: 0,
      pageUrl: `http://page/${SESSION}`,
    })
    const ack = next(device, 'ack')
    device.emit('batch', ...batch(1, 4))
    expect(await ack).toEqual([4])
  })

  test('[RL7] a late viewer’s records come from the device’s ring, marked as fill', async () => {
    const device = await live()
    device.emit('head', { tail: 1, head: 3, counters: NO_COUNTERS })
    device.on('need', ([[from, to] = [0, 0]]) => device.emit('fill', ...batch(from, to - from + 1)))
    const viewer = asPerson()
    await vi.waitFor(async () =>
      expect((await join(viewer)) as { state: SessionState }).toMatchObject({ state: { head: 3 } }),
    )
    const filled = next<[number[]]>(viewer, 'batch')
    viewer.emit('need', SESSION, [[1, 3]])
    expect((await filled)[0]).toEqual([SESSION, FLAG.fill, 1, 3, expect.any(Number)])
  })

  test('[VW1] a viewer that follows a device gets its next session', async () => {
    const viewer = asPerson()
    expect(await viewer.emitWithAck('join', { device: DEVICE })).toEqual({ ok: true, session: null, state: null })
    const started = next(viewer, 'device')
    await live()
    expect(await started).toMatchObject([DEVICE, { session: SESSION, liveness: 'live' }])
  })

  test('[RL8][RL9] a viewer learns that the device was lost and that it is back', async () => {
    const device = await live()
    const viewer = asPerson()
    await join(viewer)
    const states: string[] = []
    viewer.on('state', (state) => states.push(state.liveness))
    device.disconnect()
    await vi.waitFor(() => expect(states).toContain('reconnecting'))
    relay.device({ attempt: 2 })
    await vi.waitFor(() => expect(states.at(-1)).toBe('live'))
  })

  test('a team’s dashboard sees new sessions and learns that lists changed', async () => {
    const viewer = asPerson()
    expect(await viewer.emitWithAck('watchTeam', TEAM)).toEqual({ ok: true, sessions: [] })
    const changed = next(viewer, 'teamChanged')
    const sessions = next(viewer, 'team')
    await live()
    expect(await changed).toEqual([TEAM, 'sessions'])
    expect(await sessions).toMatchObject([TEAM, [{ session: SESSION, deviceId: DEVICE, liveness: 'live' }]])
  })
})

describe('the transport', () => {
  test('[TR1] long polling is not answered, and nothing is compressed or kept for recovery', async () => {
    expect((await fetch(`${relay.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(404)
    const { engine, opts } = relay.socketIo.namespaces.devices.server as never as {
      engine: { opts: Record<string, unknown> }
      opts: Record<string, unknown>
    }
    expect(engine.opts).toMatchObject({ transports: ['websocket'], perMessageDeflate: false })
    expect(opts.connectionStateRecovery).toBeUndefined()
  })

  test('[TR7] both sides learn when a silent peer counts as dead', async () => {
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    const open = await new Promise<string>((resolve) =>
      socket.once('message', (data: Buffer) => resolve(data.toString())),
    )
    expect(JSON.parse(open.slice(1))).toMatchObject({
      pingInterval: LIMITS.pingIntervalMs,
      pingTimeout: LIMITS.pingTimeoutMs,
      maxPayload: LIMITS.frameBytesMax,
    })
    socket.close()
  })

  test('[TR2] a right in the address does not count', async () => {
    const url = `${relay.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&token=ada&ticket=ada`
    const socket = new WebSocket(url, { origin: relay.url })
    const answers: string[] = []
    socket.on('message', (data: Buffer) => answers.push(data.toString('latin1')))
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    socket.send(encode({ type: 0, nsp: '/viewer', data: { version: PROTOCOL_VERSION } }))
    await vi.waitFor(() => expect(answers.at(-1)).toContain('not-signed-in'))
    socket.close()
  })
})

describe('refusals', () => {
  test.each([
    ['a malformed token', { token: 'nonsense' }, 'token-malformed'],
    ['a revoked token', { token: 'agl_d_revoked' }, 'token-revoked'],
    ['another protocol version', { version: 99 }, 'version-unsupported'],
    ['an invalid session id', { session: '../../etc/passwd' }, 'invalid-input'],
    ['an unknown key', { extra: 1 } as never, 'invalid-input'],
    ['a hello without a number', { attempt: 'x' } as never, 'invalid-input'],
  ])('[TR3] a device with %s is refused with a reason and told not to come back', async (_what, changes, code) => {
    expect(await refusalOf(relay.device(changes))).toMatchObject({ code, retry: false })
  })

  test('[TR3] a refusal never repeats the token', async () => {
    const { message } = await refusalOf(relay.device({ token: 'agl_secretsecretsecret' }))
    expect(message).not.toContain('secretsecret')
  })

  test.each([
    ['nothing', {}],
    ['two rights at once', { ticket: 'ada', token: 'x' }],
    ['an unknown ticket', { ticket: 'nobody' }],
  ])('a viewer with %s is refused', async (_what, auth) => {
    expect(await refusalOf(relay.viewer(auth, { origin: relay.url }))).toMatchObject({ code: 'not-signed-in' })
  })

  test.each([
    ['null', 'null'],
    ['another host', 'http://evil.example'],
    ['a suffix', 'http://127.0.0.1.evil.example'],
    ['another port', 'http://127.0.0.1:1'],
    ['https instead of http', 'https://127.0.0.1'],
  ])('[AC5] a page of %s may not watch', async (_what, origin) => {
    expect(await refusalOf(relay.viewer({ ticket: 'ada' }, { origin }))).toMatchObject({ code: 'origin-refused' })
  })

  test('[AC5] a ticket without an origin is refused, a token without one is not', async () => {
    expect(await refusalOf(relay.viewer({ ticket: 'ada' }))).toMatchObject({ code: 'origin-refused' })
    await next(relay.viewer({ token: 'ada' }), 'welcome')
  })

  test.each([
    ['device', () => relay.device()],
    ['viewer', () => asPerson()],
  ])('[TR6] an event the %s must not send ends its connection with a reason', async (_who, connect) => {
    const socket = connect() as TestViewer
    await next(socket, 'welcome')
    const fault = next(socket, 'fault')
    const closed = next(socket, 'disconnect')
    ;(socket as never as { emit(event: string): void }).emit('format-disk')
    expect(await fault).toMatchObject([{ code: 'unknown-event' }])
    await closed
  })

  test('[TR6] arguments of a wrong shape end the connection with a reason', async () => {
    const device = await live()
    const fault = next(device, 'fault')
    device.emit('head', { tail: -1, head: 'x' } as never)
    expect(await fault).toMatchObject([{ code: 'invalid-input' }])
  })

  test('[BT2] a batch whose header lies ends the connection with a reason', async () => {
    const device = await live()
    const fault = next(device, 'fault')
    const [header, bytes] = batch(1)
    device.emit('batch', [...header.slice(0, 4), 5] as never, bytes)
    expect(await fault).toMatchObject([{ code: 'batch-malformed' }])
  })

  test('[TR5] a frame over the limit closes the socket', async () => {
    const device = await live()
    const closed = next(device, 'disconnect')
    device.emit('batch', batch(1)[0], Buffer.alloc(LIMITS.frameBytesMax + 1))
    await closed
    await vi.waitFor(() => expect(relay.relay.hub.sessions.get(SESSION)?.liveness).toBe('reconnecting'))
  })

  test('[RL3] a superseded connection gets that reason', async () => {
    const device = await live()
    const fault = next(device, 'fault')
    await next(relay.device({ attempt: 2 }), 'welcome')
    expect(await fault).toMatchObject([{ code: 'session-superseded', retry: false }])
  })

  test('too many control messages end the connection and are counted once in the log', async () => {
    const device = await live()
    const fault = next(device, 'fault')
    for (let i = 0; i < LIMITS.controlPerSecond * 6; i++)
      device.emit('head', { tail: 1, head: 0, counters: NO_COUNTERS })
    expect(await fault).toMatchObject([{ code: 'too-many-requests' }])
    expect(relay.lines.filter((line) => line.includes('controlPerSecond'))).toHaveLength(1)
  })

  test('an upgrade of another path is answered 404', async () => {
    const socket = new WebSocket(relay.url.replace('http', 'ws'))
    const status = await new Promise((resolve) =>
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode)),
    )
    expect(status).toBe(404)
  })
})

describe('rights end', () => {
  test('[AC4] revoking a link cuts its viewers and leaves others', async () => {
    await live()
    const guest = asGuest()
    const ada = asPerson()
    await join(guest)
    await join(ada)
    expect(relay.live.linkWatchers(TEAM)).toEqual(new Map([['link1', 1]]))
    const fault = next(guest, 'fault')
    const closed = next(guest, 'disconnect')
    relay.live.cut({ kind: 'link', id: 'link1' }, 'link-revoked')
    expect(await fault).toMatchObject([{ code: 'link-revoked', retry: false }])
    await closed
    expect(ada.connected).toBe(true)
  })

  test('[AC4] ending a sign-in cuts the viewers of that browser and leaves the others of its user', async () => {
    relay.grants.set('laptop', person({ signInId: 'sign-in-1' }))
    relay.grants.set('phone', person({ signInId: 'sign-in-2' }))
    const [laptop, phone] = ['laptop', 'phone'].map((ticket) => relay.viewer({ ticket }, { origin: relay.url }))
    await Promise.all([next(laptop as TestViewer, 'welcome'), next(phone as TestViewer, 'welcome')])
    const fault = next(laptop as TestViewer, 'fault')
    relay.live.cut({ kind: 'sign-in', id: 'sign-in-1' }, 'session-revoked')
    expect(await fault).toMatchObject([{ code: 'session-revoked', retry: false }])
    expect(phone?.connected).toBe(true)
  })

  test('[AC4] revoking a token cuts its devices', async () => {
    const device = await live()
    const fault = next(device, 'fault')
    relay.live.cut({ kind: 'token', id: 'agl_d_x' }, 'token-revoked')
    expect(await fault).toMatchObject([{ code: 'token-revoked' }])
  })

  test('[AC4] a token that expires while its device is connected cuts it within a second', async () => {
    const device = relay.device({ token: 'agl_d_expiring' })
    await next(device, 'welcome')
    expect(await next(device, 'fault')).toMatchObject([{ code: 'token-expired' }])
  })

  test('[AC1] a link cannot join another session, watch the team or learn who watches', async () => {
    await live()
    const guest = asGuest()
    let watchers = 0
    guest.on('watchers', () => watchers++)
    await join(guest)
    expect(await join(guest, { session: 'another-session-1' })).toMatchObject({
      ok: false,
      error: { code: 'session-unknown' },
    })
    expect(await guest.emitWithAck('join', { device: DEVICE } as never)).toMatchObject({ ok: false })
    expect(await guest.emitWithAck('watchTeam', TEAM)).toMatchObject({ ok: false, error: { code: 'not-found' } })
    relay.relay.hub.tick(Date.now())
    await guest.emitWithAck('watchTeam', TEAM)
    expect(watchers).toBe(0)
  })
})

describe('slow and dead peers', () => {
  test('[RL6][limit lagSweepMs] a viewer that does not read is skipped with bounded memory, then heals with one skip', async () => {
    const device = await live()
    const viewer = asPerson()
    await join(viewer)
    const raw = rawSocketOf(viewer)
    const serverSide = [...relay.socketIo.namespaces.viewers.sockets.values()][0]
    raw.pause()
    const skips: number[][] = []
    const seen: number[] = []
    viewer.on('skip', (_session, [from, to]) => skips.push([from, to]))
    viewer.on('batch', ([, , first]) => seen.push(first))
    const bytes = Buffer.alloc(128 * 1024)
    let sent = 0
    const { bufferedBytes } = await import('#lib/server/transports/socket-io/lag-sweep.ts')
    // 12 MB against an unread socket: the kernel takes a few, the relay must not take the rest.
    while (sent < 96) {
      const ack = next(device, 'ack')
      device.emit('batch', [SESSION, 0, ++sent, 1, bytes.byteLength], bytes)
      await ack
      if (serverSide) expect(bufferedBytes(serverSide)).toBeLessThan(1024 * 1024)
    }
    raw.resume()
    await vi.waitFor(() => expect(skips).toHaveLength(1))
    const [from = 0, to = 0] = skips[0] ?? []
    expect(seen.filter((first) => first < from)).toEqual(Array.from({ length: from - 1 }, (_, i) => i + 1))
    expect(to).toBe(sent)
    const live2 = next<[number[]]>(viewer, 'batch')
    device.emit('batch', ...batch(sent + 1))
    expect((await live2)[0][2]).toBe(sent + 1)
  })

  test('[TR8] a relay that shuts down asks every client to come back, at different times', async () => {
    const device = await live()
    const viewer = asPerson()
    await next(viewer, 'welcome')
    const told = Promise.all([next(device, 'goaway'), next(viewer, 'goaway')])
    await relay.relay.close()
    for (const [error, retryAfterMs] of await told) {
      expect(error).toMatchObject({ code: 'going-away', retry: true })
      expect(retryAfterMs).toBeGreaterThan(0)
    }
  })
})
