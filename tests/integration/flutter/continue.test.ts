/**
 * An unmodified app without a key is nobody's until it is claimed, whatever ran before at its source; and the person who claimed
 * that may go on with it [FB7][PA9].
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { installationIdOf } from '#lib/server/pairing/app-source.ts'
import { type Claim, PairingQueue, UNKNOWN_ADDRESS, type WaitingDevice } from '#lib/server/pairing/pairing-queue.ts'
import { DartClient, type DartOptions } from '#tests/support/dart-client.ts'
import { startFlutterRelay, watch } from '#tests/support/flutter-scene.ts'
import { hello, TEAM } from '#tests/support/sessions.ts'
import { next, refusalOf } from '#tests/support/start-relay.ts'
import { withLimits } from '#tests/support/with-limits.ts'

type Relay = Awaited<ReturnType<typeof startFlutterRelay>>
let relay: Relay
let pairingQueue: PairingQueue
beforeEach(async () => {
  pairingQueue = new PairingQueue()
  relay = await startFlutterRelay({ flutter: { pairingQueue } })
})
afterEach(() => relay.close())

const ADA: Claim = { teamId: TEAM, tokenId: null, userId: 'ada' }
const MALLORY: Claim = { teamId: 'the attackers', tokenId: null, userId: 'mallory' }

const sessions = () => [...relay.relay.hub.sessions.values()]
const sessionOf = (id: string | null) => relay.relay.hub.sessions.get(id as string)
const waitingOf = ({ sessionId }: DartClient) => pairingQueue.find({ sessionId: sessionId as string }) as WaitingDevice
const claim = async (client: DartClient, what: Claim) => {
  const session = pairingQueue.claim(waitingOf(client).id, what)
  while (sessionOf(session)?.liveness !== 'live') await new Promise(setImmediate)
  return session as string
}
const claimedApp = async (who: Claim, options: DartOptions = {}) => {
  const client = await DartClient.greeted(relay.port, options)
  await claim(client, who)
  return client
}
const left = async (client: DartClient) => {
  const session = sessionOf(client.sessionId)
  client.kill()
  while (session?.owner) await new Promise(setImmediate)
}
const leftRuns = async (client: DartClient, count = 1) => {
  while (waitingOf(client).leftRuns?.length !== count) await new Promise(setImmediate)
  return waitingOf(client).leftRuns ?? []
}
const dropped = async (client: DartClient, logs = 1) => {
  const device = () => relay.flutter.devices.byId.get(waitingOf(client).id)
  while (device()?.unclaimedLogs !== logs) await new Promise(setImmediate)
}

describe('[SE4] nobody’s logs reach a team that did not claim the device', () => {
  test('the next app at the source of a claimed one that left waits, and its logs go nowhere', async () => {
    const trap = await claimedApp(MALLORY)
    await left(trap)
    const victim = await DartClient.greeted(relay.port)
    victim.log('password=hunter2')
    await dropped(victim)
    expect(victim.sessionId).not.toBe(trap.sessionId)
    expect(waitingOf(victim)).not.toBeNull()
    expect(sessions().map(({ id, head }) => [id, head])).toEqual([[trap.sessionId, 0]])
  })

  test('the same where the claimed one is connected and does not answer pings', async () => {
    withLimits({ flutterProbeMs: 20 })
    const trap = await claimedApp(MALLORY)
    trap.isFrozen = true
    const victim = await DartClient.greeted(relay.port)
    victim.log('password=hunter2')
    await dropped(victim)
    // By now the relay knows that the trap is silent, and only offers its session to whom it was claimed by.
    expect(await leftRuns(victim)).toEqual([
      { teamId: MALLORY.teamId, userId: 'mallory', number: 0, session: trap.sessionId },
    ])
    expect(sessions().map(({ id, head }) => [id, head])).toEqual([[trap.sessionId, 0]])
    const session = await claim(victim, ADA)
    expect(session).toBe(victim.sessionId)
    expect(sessionOf(session)?.teamId).toBe(TEAM)
  })

  test('the reverse: a stranger’s app cannot write into the session of a claimed one that left', async () => {
    const victim = await claimedApp(ADA)
    const viewer = await watch(relay, victim.sessionId as string)
    await left(victim)
    const forger = await DartClient.greeted(relay.port)
    forger.log('forged')
    await dropped(forger)
    expect(forger.sessionId).not.toBe(victim.sessionId)
    const { number, session } = (await leftRuns(forger))[0] as { number: number; session: string }
    // Nor when the stranger claims the forger, and says that it goes on with the victim's session.
    const forged = await claim(forger, { ...MALLORY, continues: { number, session } })
    expect(forged).toBe(forger.sessionId)
    forger.log('forged again')
    while (sessionOf(forged)?.head !== 1) await new Promise(setImmediate)
    expect(sessionOf(forged)?.teamId).toBe(MALLORY.teamId)
    expect(sessionOf(victim.sessionId)?.head).toBe(0)
    expect(viewer.records).toEqual([])
  })

  test('a colleague does not go on with it either, and does not get the device', async () => {
    const adas = await claimedApp(ADA)
    await left(adas)
    const bobs = await DartClient.greeted(relay.port)
    const [run] = await leftRuns(bobs)
    const { number, session } = run as { number: number; session: string }
    const own = await claim(bobs, { ...ADA, userId: 'bob', continues: { number, session } })
    expect(own).toBe(bobs.sessionId)
    expect(sessionOf(own)?.deviceId).not.toBe(sessionOf(adas.sessionId)?.deviceId)
  })

  test.each([
    ['one host key', { flutter: {} }, 'host key'],
    ['pairing off', { flutter: { pairingQueue: null } }, 'off'],
  ])('with %s an app without a key is not adopted', async (_name, { flutter }, kind) => {
    const other = await startFlutterRelay({ flutter: { pairingQueue: new PairingQueue(), ...flutter } })
    const keyed = await DartClient.greeted(other.port, { host: 'abcdefghijklmnopqrstuvwxyz.in.example.com' })
    keyed.kill()
    while (other.relay.hub.sessions.get(keyed.sessionId as string)?.owner) await new Promise(setImmediate)
    const next = await DartClient.connect(other.port)
    if (kind === 'off') expect(next.status).toBe(403)
    else {
      await next.until(() => next.sessionId !== null)
      expect(next.sessionId).not.toBe(keyed.sessionId)
    }
    await other.close()
  })
})

describe('a device with a token of the same team', () => {
  const forge = (session: string | null, installationId: string) =>
    relay.device({ session: session as string, attempt: 99, device: { ...hello().device, installationId } })

  test('cannot write into the session of an app, nor call itself that app', async () => {
    const app = await claimedApp(ADA)
    const [{ source } = { source: '' }] = [...relay.flutter.devices.byId.values()]
    expect(await next(forge(app.sessionId, 'installation99'), 'fault')).toMatchObject([{ code: 'session-foreign' }])
    const asApp = forge(app.sessionId, installationIdOf(TEAM, source, 0))
    expect(await refusalOf(asApp)).toMatchObject({ code: 'invalid-input' })
    expect(sessionOf(app.sessionId)?.owner).not.toBeNull()
  })

  test('cannot write into the session of another device, which left or is connected', async () => {
    const session = 'session00000000000001'
    const device = relay.device({ session, token: 'agl_d_fleet' })
    await next(device, 'welcome')
    expect(await next(forge(session, 'installation99'), 'fault')).toMatchObject([{ code: 'session-foreign' }])
    device.disconnect()
    while (sessionOf(session)?.owner) await new Promise(setImmediate)
    expect(await next(forge(session, 'installation99'), 'fault')).toMatchObject([{ code: 'session-foreign' }])
    expect(sessionOf(session)?.owner).toBeNull()
  })
})

describe('[PA4] behind a proxy that is not trusted', () => {
  /** Two networks behind one nginx: the relay sees one loopback address. */
  const through = async (publicUrl: string | null) => {
    await relay.close()
    pairingQueue = new PairingQueue()
    relay = await startFlutterRelay({ flutter: { pairingQueue }, proxies: { publicUrl } })
  }

  test.each([
    ['that names clients', null, { forwardedFor: '198.51.100.1' }, { forwardedFor: '192.0.2.1' }],
    ['that names none, as nginx does', 'https://logs.example.com', {}, {}],
  ])('%s, nothing is matched or shown by network', async (_name, publicUrl, one, two) => {
    await through(publicUrl)
    await left(await claimedApp(ADA, one))
    const stranger = await DartClient.greeted(relay.port, two)
    const waiting = waitingOf(stranger)
    expect(waiting).toMatchObject({ address: UNKNOWN_ADDRESS })
    expect([waiting.source, waiting.leftRuns]).toEqual([undefined, undefined])
    for (const person of ['127.0.0.1', '::1', '198.51.100.1', UNKNOWN_ADDRESS])
      expect(pairingQueue.near(person)).toEqual([])
  })
})

describe('[PA9] the person who claimed the app', () => {
  const continuation = async (client: DartClient, count?: number) => {
    const [run] = await leftRuns(client, count)
    const { number, session } = run as { number: number; session: string }
    return { number, session }
  }

  test('goes on with the session and its numbers after a divider; viewers stay, and the app shows the session', async () => {
    const first = await claimedApp(ADA)
    const viewer = await watch(relay, first.sessionId as string)
    first.log('before')
    await viewer.until(() => viewer.records.length === 1)
    await left(first)
    const second = await DartClient.greeted(relay.port)
    second.log('while it waits')
    await dropped(second)
    expect(await leftRuns(second)).toEqual([{ teamId: TEAM, userId: 'ada', number: 0, session: first.sessionId }])

    expect(await claim(second, { ...ADA, continues: await continuation(second) })).toBe(first.sessionId)
    second.log('after')
    await viewer.until(() => viewer.records.length === 3)
    expect(viewer.records.map(({ seq, body }) => [seq, body])).toEqual([
      [1, 'before'],
      [2, '──── the app was started again ────'],
      [3, 'after'],
    ])
    await second.until(() => second.sessionId === first.sessionId)
    expect(second.deviceId).toBe(first.deviceId)
  })

  test('does so however long the app waits, if it came back in time', async () => {
    const first = await claimedApp(ADA)
    await left(first)
    const second = await DartClient.greeted(relay.port)
    const continues = await continuation(second)
    relay.flutter.devices.ping(Date.now() + LIMITS.flutterRestartMs * 2)
    expect(await claim(second, { ...ADA, continues })).toBe(first.sessionId)
  })

  test('gets the same device with a new session if the app came back late', async () => {
    withLimits({ flutterRestartMs: -1 })
    const first = await claimedApp(ADA)
    await left(first)
    const second = await DartClient.greeted(relay.port)
    expect(waitingOf(second).leftRuns).toBeUndefined()
    const session = await claim(second, { ...ADA, continues: { number: 0, session: first.sessionId } })
    expect(session).toBe(second.sessionId)
    expect(sessionOf(session)?.deviceId).toBe(sessionOf(first.sessionId)?.deviceId)
  })

  test('goes on with an app whose old socket is silent, as after a hot restart', async () => {
    withLimits({ flutterProbeMs: 20 })
    const first = await claimedApp(ADA)
    const viewer = await watch(relay, first.sessionId as string)
    first.isFrozen = true
    const second = await DartClient.greeted(relay.port)
    expect(await claim(second, { ...ADA, continues: await continuation(second) })).toBe(first.sessionId)
    second.log('after')
    await viewer.until(() => viewer.records.some(({ body }) => body === 'after'))
    // If the old one was only slow, its logs get a session of their own.
    first.log('I am here')
    while (!sessions().some(({ id, head }) => id !== first.sessionId && head === 1)) await new Promise(setImmediate)
    expect(viewer.records.map(({ body }) => body)).not.toContain('I am here')
  })

  test('leaves an app alone that answers', async () => {
    const first = await claimedApp(ADA)
    const second = await DartClient.greeted(relay.port)
    const continues = { number: 0, session: first.sessionId as string }
    const session = await claim(second, { ...ADA, continues })
    expect(session).toBe(second.sessionId)
    expect(sessionOf(session)?.deviceId).not.toBe(sessionOf(first.sessionId)?.deviceId)
    expect(sessionOf(first.sessionId)?.liveness).toBe('live')
  })

  test('goes on with a session once, of two apps that came back', async () => {
    const first = await claimedApp(ADA)
    await left(first)
    const [one, two] = [await DartClient.greeted(relay.port), await DartClient.greeted(relay.port)]
    const continues = await continuation(one)
    await leftRuns(two)
    expect(await claim(one, { ...ADA, continues })).toBe(first.sessionId)
    expect(await claim(two, { ...ADA, continues })).toBe(two.sessionId)
    one.log('still mine')
    while (sessionOf(first.sessionId)?.head !== 2) await new Promise(setImmediate)
  })

  test('chooses among several phones; what is nobody’s choice is forgotten when the app leaves', async () => {
    const phones = [await claimedApp(ADA), await claimedApp(ADA)]
    for (const phone of phones) await left(phone)
    const again = await DartClient.greeted(relay.port)
    const runs = await leftRuns(again, 2)
    const second = runs.find(({ number }) => number === 1)
    const session = await claim(again, { ...ADA, continues: { number: 1, session: second?.session ?? null } })
    expect(session).toBe(phones[1]?.sessionId)

    const third = await DartClient.greeted(relay.port)
    await leftRuns(third, 1)
    third.kill()
    while (pairingQueue.size > 0) await new Promise(setImmediate)
    relay.flutter.devices.ping(Date.now() + LIMITS.flutterRestartMs * 2)
    expect(waitingOf(await DartClient.greeted(relay.port)).leftRuns).toBeUndefined()
  })
})

test('[limit waitingDevicesPerAddress] a newcomer takes the place of the oldest idle one, which learns why', async () => {
  withLimits({ waitingDevicesPerAddress: 2 })
  const idle = [await DartClient.greeted(relay.port), await DartClient.greeted(relay.port)]
  const honest = await DartClient.greeted(relay.port, { userAgent: 'Dart/3.6 (dart:io)' })
  expect(await idle[0]?.untilClosed()).toBe(4503)
  expect(waitingOf(honest)).not.toBeNull()
  expect(relay.hits.counts.get('waitingDevicesPerAddress')).toBe(1)
})

test('[limit waitingSilentMs] an app that sends nothing is disconnected sooner than one that logs', async () => {
  withLimits({ waitingSilentMs: 0 })
  const [silent, honest] = [await DartClient.greeted(relay.port), await DartClient.greeted(relay.port)]
  honest.log('here I am')
  await dropped(honest)
  relay.flutter.devices.ping(Date.now())
  expect(await silent.untilClosed()).toBe(4408)
  expect(relay.hits.counts.get('waitingSilentMs')).toBe(1)
  expect(pairingQueue.size).toBe(1)
})
