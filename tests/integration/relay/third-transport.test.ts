/**
 * A transport that exists only here: JSON lines over TCP. It is one class and one entry in the list of transports; everything
 * else of the relay works for it without knowing it.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '#lib/protocol/app-error.ts'
import type { DeviceGrant, ViewerGrant } from '#lib/protocol/grants.ts'
import { decodeRecords } from '#lib/protocol/record.ts'
import type { DeviceMessage, ViewerMessage } from '#lib/server/relay/hub-output.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'
import type { RelayParts, Transport } from '#lib/server/transports/transport.ts'
import { batch, factsOf, hello, person, SESSION, TEAM } from '#tests/support/sessions.ts'
import { next, startRelay, type TestRelay } from '#tests/support/start-relay.ts'

type Client = { id: string; socket: Socket; end(error: AppError): void } & (
  | { grant: ViewerGrant; kind: 'viewers' }
  | { right: DeviceGrant; session: RelaySession; kind: 'devices' }
)

class LinesTransport implements Transport {
  readonly #relay: RelayParts
  readonly #clients = new Map<string, Client>()
  readonly #rooms = new Map<string, Set<string>>()
  readonly #server = createServer((socket) => void this.#accept(socket)).listen(0, '127.0.0.1')
  #count = 0

  constructor(relay: RelayParts) {
    this.#relay = relay
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  toDevice(connection: string, message: DeviceMessage): void {
    this.#send(connection, message)
  }

  toViewers(connections: readonly string[], message: ViewerMessage): void {
    for (const connection of connections) this.#send(connection, message)
  }

  toSession(session: string, message: ViewerMessage): void {
    for (const viewer of this.#rooms.get(session) ?? []) this.#send(viewer, message)
  }

  enterSession(viewer: string, session: string): void {
    if (this.#clients.has(viewer)) this.#rooms.set(session, (this.#rooms.get(session) ?? new Set()).add(viewer))
  }

  leaveSession(viewer: string, session: string): void {
    this.#rooms.get(session)?.delete(viewer)
  }

  refuseDevice(connection: string, error: AppError): void {
    this.#clients.get(connection)?.end(error)
  }

  *connectedDevices() {
    for (const client of this.#clients.values()) if (client.kind === 'devices') yield client
  }

  *connectedViewers() {
    for (const client of this.#clients.values()) if (client.kind === 'viewers') yield client
  }

  counts() {
    const kinds = [...this.#clients.values()].map(({ kind }) => kind)
    return {
      devices: kinds.filter((kind) => kind === 'devices').length,
      viewers: kinds.filter((kind) => kind === 'viewers').length,
    }
  }

  goAway(): void {
    for (const client of this.#clients.values()) client.end(new AppError('going-away'))
  }

  async close(): Promise<void> {
    for (const { socket } of this.#clients.values()) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #accept(socket: Socket): Promise<void> {
    socket.on('error', () => {}) // 'close' follows
    const { hub, ports, now } = this.#relay
    const lines = createInterface(socket)[Symbol.asyncIterator]()
    const asked = JSON.parse((await lines.next()).value)
    const id = `lines:${++this.#count}`
    const end = (error: AppError) => {
      this.#send(id, ['fault', error.toWire()])
      socket.end()
    }
    if (asked.ticket) {
      const grant = await ports.viewerGrant({ version: 1, ticket: asked.ticket }, Date.now())
      this.#clients.set(id, { id, socket, grant, kind: 'viewers', end })
      socket.on('close', () => {
        hub.subscriptions.viewerLost(id)
        this.#clients.delete(id)
      })
      const session = hub.sessions.get(SESSION) as RelaySession
      this.#send(id, ['state', hub.subscriptions.join(id, grant, session, now())])
      return
    }
    const right = await ports.deviceGrant(asked.token, Date.now(), 'sdk')
    const session = hub.openSession(id, hello(), factsOf(), right.tokenId, now())
    this.#clients.set(id, { id, socket, right, session, kind: 'devices', end })
    socket.on('close', () => {
      hub.deviceLost(id, now())
      this.#clients.delete(id)
    })
    this.#send(id, ['viewers', 0])
    for await (const line of lines) {
      const { first, count } = JSON.parse(line)
      hub.batch(id, ...batch(first, count), now())
    }
  }

  #send(id: string, message: DeviceMessage | ViewerMessage): void {
    const shown = message[0] === 'batch' ? ['batch', message[1], Buffer.from(message[2]).toString()] : message
    const socket = this.#clients.get(id)?.socket
    if (socket?.writable) socket.write(`${JSON.stringify(shown)}\n`)
  }
}

/** A client of the transport: what it got, and a way to wait for it. */
async function lineClient(first: unknown) {
  const socket = connect(lines.port, '127.0.0.1')
  const got: [event: string, ...args: unknown[]][] = []
  createInterface(socket).on('line', (line) => got.push(JSON.parse(line)))
  const send = (message: unknown) => void socket.write(`${JSON.stringify(message)}\n`)
  const closed = once(socket, 'close')
  send(first)
  const untilGot = (event: string) => vi.waitFor(() => expect(got.map(([each]) => each)).toContain(event))
  await untilGot('ticket' in (first as object) ? 'state' : 'viewers')
  return {
    got,
    send,
    closed,
    untilGot,
    faults: () => got.filter(([event]) => event === 'fault').map(([, error]) => error),
  }
}

let relay: TestRelay
let lines: LinesTransport
let viewerRight: AppError | null
beforeEach(async () => {
  viewerRight = null
  relay = await startRelay({
    recheckViewer: async () => viewerRight,
    transports: [(parts) => (lines = new LinesTransport(parts))],
  })
  relay.grants.set('ada', person())
})
afterEach(() => relay.close())

const device = () => lineClient({ token: 'agl_d_lines' })

async function socketIoViewer() {
  const viewer = relay.viewer({ ticket: 'ada' }, { origin: relay.url })
  expect(await viewer.emitWithAck('join', { session: SESSION })).toMatchObject({ ok: true })
  return viewer
}

test('a Socket.IO viewer watches its device', async () => {
  const client = await device()
  const viewer = await socketIoViewer()
  const arrived = next<[unknown, Uint8Array]>(viewer, 'batch')
  client.send({ first: 1, count: 2 })
  const [, bytes] = await arrived
  expect(decodeRecords(Buffer.from(bytes).toString(), 1, 2).map(({ body }) => body)).toEqual(['record 1', 'record 2'])
  await client.untilGot('ack')
  viewer.emit('need', SESSION, [[1, 1]])
  await client.untilGot('need')
})

test('its viewer watches a Socket.IO device', async () => {
  const sender = relay.device()
  await next(sender, 'welcome')
  const viewer = await lineClient({ ticket: 'ada' })
  sender.emit('batch', ...batch(1))
  await viewer.untilGot('batch')
  expect(viewer.got.find(([event]) => event === 'batch')).toEqual([
    'batch',
    batch(1)[0],
    Buffer.from(batch(1)[1]).toString(),
  ])
  sender.disconnect()
  await vi.waitFor(() => expect(viewer.got.at(-1)).toMatchObject(['state', { liveness: 'reconnecting' }]))
})

test('it shows in the counts and in the list of people who watch through a link', async () => {
  await device()
  relay.grants.set('guest', person({ kind: 'link', id: 'link1', target: { session: SESSION } }))
  await lineClient({ ticket: 'guest' })
  expect(relay.live.stats().connections).toEqual({ devices: 1, viewers: 1, seedDevices: 0, seedViewers: 0, sources: 0 })
  expect([...relay.live.linkWatchers(TEAM)]).toEqual([['link1', 1]])
})

test.each([
  ['its token', { kind: 'token', id: 'agl_d_lines' }, 'token-revoked'],
  ['its session', { kind: 'session', id: SESSION }, 'not-found'],
] as const)('a cut of %s ends its device', async (_name, target, code) => {
  const client = await device()
  relay.live.cut(target, code)
  await client.closed
  expect(client.faults()).toMatchObject([{ code }])
  await vi.waitFor(() => expect(relay.live.stats().connections.devices).toBe(0))
})

test.each([
  ['person', { kind: 'user', id: 'user1' }, 'session-revoked'],
  ['session that it watches', { kind: 'session', id: SESSION }, 'not-found'],
] as const)('a cut of the %s ends its viewer', async (_name, target, code) => {
  await next(relay.device(), 'welcome')
  const viewer = await lineClient({ ticket: 'ada' })
  relay.live.cut(target, code)
  await viewer.closed
  expect(viewer.faults()).toMatchObject([{ code }])
})

test('a right that ends by time ends its connections', async () => {
  relay.grants.set('guest', person({ kind: 'link', id: 'link1', expiresAtMs: Date.now() + 300 }))
  const client = await lineClient({ token: 'agl_d_expiring' })
  const viewer = await lineClient({ ticket: 'guest' })
  await Promise.all([client.closed, viewer.closed])
  expect(client.faults()).toMatchObject([{ code: 'token-expired' }])
  expect(viewer.faults()).toMatchObject([{ code: 'link-expired' }])
})

test('a right that ended unseen is found by the recheck', async () => {
  await next(relay.device(), 'welcome')
  const viewer = await lineClient({ ticket: 'ada' })
  viewerRight = new AppError('session-revoked')
  await relay.relay.recheck()
  await viewer.closed
  expect(viewer.faults()).toMatchObject([{ code: 'session-revoked' }])
})

test('a Socket.IO connection with a later epoch takes over its session', async () => {
  const client = await device()
  await next(relay.device({ attempt: 2 }), 'welcome')
  await client.closed
  expect(client.faults()).toMatchObject([{ code: 'session-superseded' }])
})

test('it closes with the relay', async () => {
  const client = await device()
  await relay.relay.close()
  await client.closed
  expect(client.faults()).toMatchObject([{ code: 'going-away' }])
})
