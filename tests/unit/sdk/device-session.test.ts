import { expect, test } from 'vitest'
import { encodeRecord } from '#lib/protocol/record.ts'
import { DeviceSession } from '#lib/sdk/delivery/device-session.ts'
import { type Seal, sealPlain } from '#lib/sdk/delivery/seal.ts'
import { FakeClock, FakeNetwork } from './fake-dependencies.ts'

function open(seal: Seal = sealPlain) {
  const clock = new FakeClock()
  const network = new FakeNetwork()
  const session = new DeviceSession({
    session: 'session-of-tests',
    token: 'agl_d_x',
    device: {
      installationId: 'x',
      name: '',
      platform: '',
      os: '',
      model: '',
      appName: '',
      appVersion: '',
      sdkVersion: '',
    },
    dial: network.dial('http://x'),
    clock,
    random: () => 0.5,
    seal,
    ringBytesMax: 1_000_000,
    ringRecordsMax: 10_000,
    changed: () => {},
  })
  session.connect()
  const log = (body: string) => {
    const line = encodeRecord({ timeMs: 0, level: 'info', body })
    session.push({ line, byteLength: line.length, level: 'info', isTruncated: false })
  }
  return { session, clock, network, log }
}

test('sendNow hands the open batch to the socket within the call', () => {
  const { session, clock, network, log } = open()
  network.last.welcome()
  for (let i = 0; i < 100; i++) log('burst')
  clock.advance(1)
  log('last')
  expect(network.last.records).toHaveLength(100)
  session.sendNow()
  expect(network.last.records).toHaveLength(101)
})

test('[DV8] closeNow sends, says goodbye and is final: a later connect does nothing', () => {
  const { session, network, log } = open()
  network.last.welcome()
  log('last')
  session.closeNow()
  expect(network.last.events).toEqual(['batch', 'head', 'bye'])
  session.connect()
  expect(network.sockets).toHaveLength(1)
})

test('suspend keeps ring and session, and closes the socket without a goodbye', () => {
  const { session, network, log } = open()
  network.last.welcome()
  session.suspend()
  expect(network.last.events).toEqual([])
  expect(network.last.isClosed).toBe(true)
  log('while away')
  session.connect()
  expect(network.last.hello).toMatchObject({ session: 'session-of-tests', attempt: 2, head: 1 })
})

test('[BT1] batches with a slow seal are sent when they are ready, in order', async () => {
  const { clock, network, log } = open(async (draft) => sealPlain(draft))
  network.last.welcome()
  log('one')
  clock.advance(100)
  log('two')
  clock.advance(100)
  await clock.turns()
  clock.settle()
  expect(network.last.records.map(({ body }) => body)).toEqual(['one', 'two'])
})

test('[DR4] the status counts viewers that take records directly, and none after the connection is lost', () => {
  const { session, network } = open()
  network.last.welcome({ viewers: 0 })
  network.last.say('viewers', 3, 1)
  expect(session.status).toMatchObject({ viewers: 3, direct: 2 })
  network.last.lose()
  expect(session.status).toMatchObject({ viewers: 0, direct: 0 })
})

test('[DV7] a dial that is not answered is given up after 10 s', () => {
  const { session, clock, network } = open()
  clock.advance(9_999)
  expect(session.status.state).toBe('connecting')
  clock.advance(1)
  expect([session.status.state, network.last.isClosed]).toEqual(['backoff', true])
})

test('a host that wakes abandons a dial that hangs, and leaves a fresh one alone', () => {
  const { session, clock, network } = open()
  clock.advance(1_999)
  session.connect()
  expect(network.sockets).toHaveLength(1)
  clock.advance(1)
  session.connect()
  expect(network.sockets).toHaveLength(2)
  const [first, second] = network.sockets
  expect([first?.isClosed, second?.isClosed, session.status.state]).toEqual([true, false, 'connecting'])
  // What the first still hears is ignored, and its limit does not end the second.
  first?.welcome()
  first?.fail({ code: 'token-revoked', message: '', retry: false })
  clock.advance(9_999)
  expect(session.status.state).toBe('connecting')
  second?.welcome()
  session.connect()
  expect([session.status.state, network.sockets.length]).toEqual(['live', 2])
})
