import { expect, test } from 'vitest'
import { DeviceSession } from '#lib/device/device-session.ts'
import { type Seal, sealPlain } from '#lib/device/seal.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { FakeClock, FakeNetwork } from './fake-surroundings.ts'

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

test('[DV8] closeNow sends, says goodbye and is over: no later wish to connect is heard', () => {
  const { session, network, log } = open()
  network.last.welcome()
  log('last')
  session.closeNow()
  expect(network.last.events).toEqual(['batch', 'head', 'bye'])
  session.connect()
  expect(network.sockets).toHaveLength(1)
})

test('suspend keeps ring and session, and lets the socket go without a goodbye', () => {
  const { session, network, log } = open()
  network.last.welcome()
  session.suspend()
  expect(network.last.events).toEqual([])
  expect(network.last.isClosed).toBe(true)
  log('while away')
  session.connect()
  expect(network.last.hello).toMatchObject({ session: 'session-of-tests', attempt: 2, head: 1 })
})

test('[BT1] batches whose seal takes its time are sent when they are ready, in order', async () => {
  const { clock, network, log } = open(async (session, draft) => sealPlain(session, draft))
  network.last.welcome()
  log('one')
  clock.advance(100)
  log('two')
  clock.advance(100)
  await clock.turns()
  clock.settle()
  expect(network.last.records.map(({ body }) => body)).toEqual(['one', 'two'])
})

test('[DR4] the status counts who takes records directly, and nobody once the connection is lost', () => {
  const { session, network } = open()
  network.last.welcome({ viewers: 0 })
  network.last.say('viewers', 3, 1)
  expect(session.status).toMatchObject({ viewers: 3, direct: 2 })
  network.last.lose()
  expect(session.status).toMatchObject({ viewers: 0, direct: 0 })
})
