/** An unmodified app without a key waits, forwards nothing, and starts once somebody claims it. And rights that end. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#lib/protocol/app-error.ts'
import { PairingQueue } from '#lib/server/pairing/pairing-queue.ts'
import { DartClient } from '#tests/support/dart-client.ts'
import { app, startFlutterRelay, watch } from '#tests/support/flutter-scene.ts'
import { inTime } from '#tests/support/in-time.ts'
import { TEAM } from '#tests/support/sessions.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let relay: Awaited<ReturnType<typeof startFlutterRelay>>
let pairingQueue: PairingQueue
let deviceRights: AppError | null
const started: { tokenId: string | null; claimedById?: string | null; device: { name: string } }[] = []

beforeEach(async () => {
  pairingQueue = new PairingQueue()
  deviceRights = null
  started.length = 0
  relay = await startFlutterRelay({
    flutter: { pairingQueue },
    recheckDevice: async () => deviceRights,
    rows: {
      recordSessionStart: async (start) => {
        started.push(start)
        const { device, startedAtMs } = start
        return { deviceId: `d-${device.installationId}`, deviceName: device.name, startedAtMs }
      },
    },
  })
})
afterEach(() => relay.close())

const CLAIM = { teamId: TEAM, tokenId: null, deviceName: "Ada's phone", userId: 'ada' }
const sessions = () => [...relay.relay.hub.sessions.values()]

describe('an app without a key', () => {
  test('[PA1] is greeted at once, and everything that it sends is dropped, whatever its size', async () => {
    const client = await DartClient.greeted(relay.port)
    client.log('secret')
    client.log('x'.repeat(3_000_000))
    client.send('{"type":"log"')
    const device = [...relay.flutter.devices.byId.values()][0]
    while (device?.unclaimedLogs !== 3) await new Promise(setImmediate)
    expect(sessions()).toEqual([])
    expect(pairingQueue.size).toBe(1)
    expect(pairingQueue.find({ sessionId: client.sessionId as string })?.deviceId).toBe(client.deviceId)
    expect(relay.hits.counts.get('flutterFrameBytesMax')).toBeUndefined()
  })

  test('[PA1] sends from its claim on, under the name, team and session of the claim', async () => {
    const client = await DartClient.greeted(relay.port)
    client.log('before')
    const device = [...relay.flutter.devices.byId.values()][0]
    while (device?.unclaimedLogs !== 1) await new Promise(setImmediate)
    expect(pairingQueue.claim(device.id, CLAIM)).toBe(client.sessionId)
    while (!relay.relay.hub.sessions.has(client.sessionId as string)) await new Promise(setImmediate)
    const viewer = await watch(relay, client.sessionId as string)
    client.log('after')
    await viewer.until(() => viewer.records.length === 1)
    expect(viewer.records.map(({ seq, body }) => [seq, body])).toEqual([[1, 'after']])
    expect(sessions()[0]).toMatchObject({ teamId: TEAM, tokenId: null, device: { name: "Ada's phone" } })
    expect(started).toMatchObject([{ tokenId: null, claimedById: 'ada', device: { name: "Ada's phone" } }])
  })

  test('waits again after its device was cut', async () => {
    await DartClient.greeted(relay.port)
    pairingQueue.claim([...relay.flutter.devices.byId.keys()][0] as string, CLAIM)
    while (sessions().length === 0) await new Promise(setImmediate)
    relay.live.cut({ kind: 'device', id: sessions()[0]?.deviceId as string }, 'not-found')
    await DartClient.greeted(relay.port)
    expect(pairingQueue.size).toBe(1)
  })

  test('leaves the pairing queue with its socket', async () => {
    const client = await DartClient.greeted(relay.port)
    client.kill()
    while (pairingQueue.size > 0) await new Promise(setImmediate)
  })

  test('is refused before it is greeted when as many networks wait as may', async () => {
    withLimits({ waitingDevicesMax: 1 })
    await DartClient.greeted(relay.port)
    expect((await DartClient.connect(relay.port, { localAddress: '127.0.0.9' })).status).toBe(503)
    expect(relay.hits.counts.get('waitingDevicesMax')).toBe(1)
  })

  test('[limit waitingMs] is disconnected when nobody claims it in time', async () => {
    withLimits({ waitingMs: 0, flutterPingIntervalMs: 20 })
    const quick = await startFlutterRelay({ flutter: { pairingQueue: new PairingQueue() } })
    const client = await DartClient.greeted(quick.port)
    client.log('nobody hears this')
    expect(await client.untilClosed()).toBe(4408)
    await quick.close()
  })

  test('whose session the database refuses gets that reason in its close', async () => {
    const strict = new PairingQueue()
    const refusing = await startFlutterRelay({
      flutter: { pairingQueue: strict },
      rows: {
        recordSessionStart: async () => {
          throw new AppError('limit-reached', undefined, { limit: 'teamDevicesMax' })
        },
      },
    })
    const client = await DartClient.greeted(refusing.port)
    strict.claim([...refusing.flutter.devices.byId.keys()][0] as string, CLAIM)
    expect(await client.untilClosed()).toBe(4409)
    expect(refusing.hits.counts.get('teamDevicesMax')).toBe(1)
    await refusing.close()
  })
})

describe('[AC4] a right that ends', () => {
  test.each([
    ['its key is revoked', () => ({ kind: 'token', id: 'tok-host' }) as const, 'token-revoked', 4401],
    ['its session is forgotten', (id: string) => ({ kind: 'session', id }) as const, 'not-found', 4404],
  ])('ends the app at once when %s', async (_name, target, code, closeCode) => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    relay.live.cut(target(client.sessionId as string), code as 'token-revoked')
    client.log('too late')
    expect(await client.untilClosed()).toBe(closeCode)
    expect(sessions()[0]?.head ?? 0).toBe(0)
    expect(viewer.records).toEqual([])
  })

  test('that ended during the handshake is found by the check after it', async () => {
    deviceRights = new AppError('token-revoked')
    const client = await app(relay.port)
    expect(await client.untilClosed()).toBe(4401)
  })

  test('by time ends it within a second', async () => {
    const expiring = await startFlutterRelay({
      flutter: { hostKeyGrant: async () => ({ tokenId: 'tok', teamId: TEAM, expiresAtMs: Date.now() + 100 }) },
    })
    const client = await app(expiring.port)
    const sinceMs = Date.now()
    expect(await client.untilClosed()).toBe(4401)
    expect(Date.now() - sinceMs).toBeLessThan(inTime(1_500))
    await expiring.close()
  })
})
