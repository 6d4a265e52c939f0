/** An unmodified app without a key: it waits, forwards nothing, and goes on when somebody has claimed it. And rights that end. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { WaitingPen } from '#lib/pairing/waiting-pen.ts'
import { DartClient } from '../../support/dart-client.ts'
import { app, startSeedRelay, watch } from '../../support/seed-scene.ts'
import { TEAM } from '../../support/sessions.ts'
import { withLimits } from '../../support/with-limits.ts'

let relay: Awaited<ReturnType<typeof startSeedRelay>>
let pen: WaitingPen
let deviceRights: AppError | null
const started: { tokenId: string | null; claimedById?: string | null; device: { name: string } }[] = []

beforeEach(async () => {
  pen = new WaitingPen()
  deviceRights = null
  started.length = 0
  relay = await startSeedRelay({
    seed: { pen },
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
  test('is greeted at once, and what it sends goes nowhere, whatever its size', async () => {
    const client = await DartClient.greeted(relay.port)
    client.log('secret')
    client.log('x'.repeat(3_000_000))
    client.send('{"type":"log"')
    const device = [...(relay.relay.seed?.devices.byId.values() ?? [])][0]
    while (device?.unheard !== 3) await new Promise(setImmediate)
    expect(sessions()).toEqual([])
    expect(pen.size).toBe(1)
    expect(pen.find({ sessionId: client.sessionId as string })?.deviceId).toBe(client.deviceId)
    expect(relay.hits.counts.get('seedFrameBytesMax')).toBeUndefined()
  })

  test('sends from its claim on: under the name, team and session that it was claimed by', async () => {
    const client = await DartClient.greeted(relay.port)
    client.log('before')
    const device = [...(relay.relay.seed?.devices.byId.values() ?? [])][0]
    while (device?.unheard !== 1) await new Promise(setImmediate)
    expect(pen.claim(device.id, CLAIM)).toBe(true)
    while (!relay.relay.hub.sessions.has(client.sessionId as string)) await new Promise(setImmediate)
    const viewer = await watch(relay, client.sessionId as string)
    client.log('after')
    await viewer.until(() => viewer.records.length === 1)
    expect(viewer.records.map(({ seq, body }) => [seq, body])).toEqual([[1, 'after']])
    expect(sessions()[0]).toMatchObject({ teamId: TEAM, tokenId: null, device: { name: "Ada's phone" } })
    expect(started).toMatchObject([{ tokenId: null, claimedById: 'ada', device: { name: "Ada's phone" } }])
  })

  test('starts again within two minutes without being claimed again', async () => {
    const first = await DartClient.greeted(relay.port)
    pen.claim([...(relay.relay.seed?.devices.byId.keys() ?? [])][0] as string, CLAIM)
    while (sessions().length === 0) await new Promise(setImmediate)
    first.kill()
    while (sessions()[0]?.owner) await new Promise(setImmediate)
    const second = await DartClient.greeted(relay.port)
    expect(second.sessionId).toBe(first.sessionId)
    expect(pen.size).toBe(0)
  })

  test('waits again when its device was cut meanwhile', async () => {
    await DartClient.greeted(relay.port)
    pen.claim([...(relay.relay.seed?.devices.byId.keys() ?? [])][0] as string, CLAIM)
    while (sessions().length === 0) await new Promise(setImmediate)
    relay.live.cut({ kind: 'device', id: sessions()[0]?.deviceId as string }, 'not-found')
    await DartClient.greeted(relay.port)
    expect(pen.size).toBe(1)
  })

  test('leaves the pen with its socket', async () => {
    const client = await DartClient.greeted(relay.port)
    client.kill()
    while (pen.size > 0) await new Promise(setImmediate)
  })

  test('is refused before it is greeted when the pen is full', async () => {
    withLimits({ waitingDevicesPerAddress: 1 })
    await DartClient.greeted(relay.port)
    expect((await DartClient.connect(relay.port)).status).toBe(503)
    expect(relay.hits.counts.get('waitingDevicesPerAddress')).toBe(1)
  })

  test('[limit waitingMs] is let go when nobody claims it in time', async () => {
    withLimits({ waitingMs: 0, seedPingIntervalMs: 20 })
    const quick = await startSeedRelay({ seed: { pen: new WaitingPen() } })
    const client = await DartClient.greeted(quick.port)
    expect(await client.untilClosed()).toBe(4408)
    await quick.close()
  })

  test('whose session the database does not take is told so by its close', async () => {
    const strict = new WaitingPen()
    const refusing = await startSeedRelay({
      seed: { pen: strict },
      rows: {
        recordSessionStart: async () => {
          throw new AppError('limit-reached', undefined, { limit: 'teamDevicesMax' })
        },
      },
    })
    const client = await DartClient.greeted(refusing.port)
    strict.claim([...(refusing.relay.seed?.devices.byId.keys() ?? [])][0] as string, CLAIM)
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

  test('that ended while it was being let in is found by the check after', async () => {
    deviceRights = new AppError('token-revoked')
    const client = await app(relay.port)
    expect(await client.untilClosed()).toBe(4401)
  })

  test('by time ends it within a second', async () => {
    const expiring = await startSeedRelay({
      seed: { hostKeyGrant: async () => ({ tokenId: 'tok', teamId: TEAM, expiresAtMs: Date.now() + 100 }) },
    })
    const client = await app(expiring.port)
    const sinceMs = Date.now()
    expect(await client.untilClosed()).toBe(4401)
    expect(Date.now() - sinceMs).toBeLessThan(1500)
    await expiring.close()
  })
})
