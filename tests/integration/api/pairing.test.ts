/** Pairing over HTTP: waiting devices are visible only on their own network, claimed by code, session ID or QR text, with limited attempts. */
import { beforeEach, describe, expect, test } from 'vitest'
import { newFlutterDeviceId, newFlutterSessionId } from '#lib/flutter/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { shownPairingCode } from '#lib/protocol/pairing-code.ts'
import { CLIENT_ADDRESS_HEADER, SHARED_ADDRESS_HEADER } from '#lib/server/auth/client-address.ts'
import { db } from '#lib/server/db/client.ts'
import { joinTeam } from '#lib/server/db/invites.ts'
import { recordSessionStart } from '#lib/server/db/sessions.ts'
import { LimitHits, limitHits } from '#lib/server/limit-hits.ts'
import { installationIdOf, sourceOf } from '#lib/server/pairing/app-source.ts'
import { ClusterPairingQueue } from '#lib/server/pairing/cluster-pairing-queue.ts'
import { livePairing } from '#lib/server/pairing/live-pairing.ts'
import {
  type Claim,
  type LeftRun,
  PairingQueue,
  UNKNOWN_ADDRESS,
  type WaitingDevice,
} from '#lib/server/pairing/pairing-queue.ts'
import { api, recordRelay } from '#tests/support/api.ts'
import { describeDevice, makePerson, type Person, withDatabase } from '#tests/support/database.ts'
import { flutterShareText } from '#tests/support/flutter-share-text.ts'

withDatabase()

const HERE = '203.0.113.7'
let pairingQueue: PairingQueue
let anna: Person
let claims: Claim[]
beforeEach(async () => {
  pairingQueue = new PairingQueue()
  livePairing.put(new ClusterPairingQueue(pairingQueue))
  anna = await makePerson({ name: 'Anna' })
  claims = []
})

let made = 0
/** A waiting device, whose session begins once it is claimed, as in the transport. */
const wait = (address = HERE, begins = true, more: Partial<WaitingDevice> = {}) => {
  const sessionId = newFlutterSessionId()
  const ids = { id: `socket-${++made}`, sessionId, deviceId: newFlutterDeviceId() }
  const device = { ...ids, address, userAgent: 'Dart/3.5', ...more }
  return pairingQueue.add(
    device,
    (claim) => {
      claims.push(claim)
      const { teamId, tokenId, userId: claimedById = null } = claim
      const said = describeDevice({ installationId: sessionId })
      if (begins)
        void recordSessionStart({ id: sessionId, teamId, tokenId, claimedById, startedAtMs: Date.now(), device: said })
      return sessionId
    },
    Date.now(),
  )
}
const near = async (who: Person, headers: Record<string, string> = { [CLIENT_ADDRESS_HEADER]: HERE }) =>
  (await api('GET', '/api/v1/pairing', { who: { user: who }, headers })).json
const claim = (who: Person, body: object, query = '', headers: Record<string, string> = {}) =>
  api('POST', `/api/v1/pairing/claim${query}`, { who: { user: who }, body, headers })

describe('a waiting device', () => {
  test('[PA3] is visible to people on the same network, and to nobody else', async () => {
    const { id, code, sinceMs, sessionId, deviceId } = wait()
    const masked = { id, code: code.slice(0, 2), sessionId: null, deviceId: null, userAgent: 'Dart/3.5', sinceMs }
    const answer = await near(anna)
    expect(answer).toEqual({
      isOn: true,
      isNetworkKnown: true,
      devices: [{ ...masked, needsCode: true, continues: [] }],
    })
    for (const secret of [code, sessionId, deviceId]) expect(JSON.stringify(answer)).not.toContain(secret)
    expect((await near(anna, { [CLIENT_ADDRESS_HEADER]: '203.0.113.8' })).devices).toEqual([])
    expect(await near(anna, {})).toMatchObject({ isNetworkKnown: false, devices: [] })
  })

  test('[PA3] is claimed with a click only where it and the person are on the machine of the server', async () => {
    const local = { [CLIENT_ADDRESS_HEADER]: '127.0.0.1' }
    const { id, code, sessionId } = wait('127.0.0.1')
    expect((await near(anna, local)).devices).toMatchObject([{ id, code, sessionId, needsCode: false }])
    for (const [address, headers] of [
      ['127.0.0.1', { [CLIENT_ADDRESS_HEADER]: HERE }],
      ['127.0.0.1', { ...local, [SHARED_ADDRESS_HEADER]: 'proxy' }],
      ['127.0.0.1', {}],
      [HERE, { [CLIENT_ADDRESS_HEADER]: HERE }],
      ['192.168.1.20', local],
    ] as const)
      expect(await claim(anna, { waiting: wait(address).id }, '', headers)).toMatchObject({ code: 'pairing-unknown' })
    expect(claims).toEqual([])
    expect(await claim(anna, { waiting: id }, '', local)).toMatchObject({ json: { session: sessionId } })
    expect(await claim(anna, { waiting: id }, '', local)).toMatchObject({ status: 404, code: 'pairing-unknown' })
  })

  test('[PA4] is visible to nobody behind an untrusted proxy', async () => {
    wait()
    for (const standing of ['proxy', 'unknown']) {
      const headers = { [CLIENT_ADDRESS_HEADER]: HERE, [SHARED_ADDRESS_HEADER]: standing }
      expect(await near(anna, headers)).toEqual({ isOn: true, isNetworkKnown: false, devices: [] })
    }
  })

  test('does not exist while pairing is off, and nothing can be claimed', async () => {
    const { code } = wait()
    livePairing.put(undefined as never)
    expect(await near(anna)).toMatchObject({ isOn: false, devices: [] })
    expect(await claim(anna, { code })).toMatchObject({ status: 403, code: 'pairing-off' })
  })
})

describe('[PA9] a device that comes back', () => {
  const HOME = '192.168.1.20'
  const local = { [CLIENT_ADDRESS_HEADER]: '192.168.1.30' }
  const sourceAt = (address: string) => sourceOf('logs.lan', address, 'Dart/3.5')
  /** A session of the app with this number at the source, as the transport records it. */
  const ran = async (who: Person, source: string, number = 0, teamId = who.teamId) => {
    const device = describeDevice({ installationId: installationIdOf(teamId, source, number), name: `Phone ${number}` })
    const right = { teamId, tokenId: null, claimedById: who.id }
    return recordSessionStart({ id: newFlutterSessionId(), ...right, startedAtMs: Date.now(), device })
  }
  const back = (address: string, leftRuns: LeftRun[] = []) =>
    wait(address, true, { source: sourceAt(address), leftRuns })

  test('[SE4] can be continued by the person who claimed it last, and is a plain waiting device to everybody else', async () => {
    const { deviceId } = await ran(anna, sourceAt(HOME))
    const colleague = await makePerson()
    await joinTeam(anna.teamId, colleague.id, 'member')
    const stranger = await makePerson()
    const { id } = back(HOME)
    const choice = { deviceId, deviceName: 'Phone 0', session: null, needsCode: false }
    expect((await near(anna, local)).devices).toMatchObject([{ id, continues: [choice] }])
    for (const [who, query] of [
      [colleague, `?team=${anna.teamId}`],
      [stranger, ''],
    ] as const) {
      const { json } = await api('GET', `/api/v1/pairing${query}`, { who: { user: who }, headers: local })
      expect(json.devices).toMatchObject([{ id, continues: [] }])
      expect(JSON.stringify(json)).not.toContain(deviceId)
      const taken = await claim(who, { waiting: id, continues: deviceId }, query, local)
      expect(taken).toMatchObject({ status: 404, code: 'pairing-unknown' })
    }
    expect(claims).toEqual([])
    expect(await claim(anna, { waiting: id, continues: deviceId })).toMatchObject({ status: 200 })
    expect(claims).toMatchObject([{ userId: anna.id, continues: { number: 0, session: null } }])
  })

  test('keeps its session where that left a moment ago, which its claimer sees from any network', async () => {
    const source = sourceAt(HOME)
    const { deviceId } = await ran(anna, source)
    const left = { teamId: anna.teamId, userId: anna.id, number: 0, session: 'session_before' }
    const { id } = back(HOME, [left, { ...left, teamId: 'another', number: 1 }])
    const away = { [CLIENT_ADDRESS_HEADER]: '198.51.100.1' }
    expect((await near(anna, away)).devices).toMatchObject([
      { id, needsCode: true, continues: [{ deviceId, session: 'session_before' }] },
    ])
    expect((await near(await makePerson(), away)).devices).toEqual([])
    await claim(anna, { waiting: id, continues: deviceId })
    expect(claims).toMatchObject([{ continues: { number: 0, session: 'session_before' } }])
  })

  test('needs its code where strangers may share the address: one of them could have claimed an app before', async () => {
    const { deviceId } = await ran(anna, sourceAt(HERE))
    const { id, code } = back(HERE)
    expect((await near(anna)).devices).toMatchObject([{ id, continues: [{ deviceId, needsCode: true }] }])
    expect(await claim(anna, { waiting: id, continues: deviceId })).toMatchObject({ code: 'pairing-unknown' })
    expect(await claim(anna, { code, continues: deviceId })).toMatchObject({ status: 200 })
    expect(claims).toMatchObject([{ continues: { number: 0 } }])
  })

  test('is matched with nothing where its address is not known', async () => {
    await ran(anna, sourceAt(UNKNOWN_ADDRESS))
    const { code } = wait(UNKNOWN_ADDRESS)
    expect((await near(anna, local)).devices).toEqual([])
    expect(await claim(anna, { code })).toMatchObject({ status: 200 })
    expect(claims).toEqual([{ teamId: anna.teamId, tokenId: null, userId: anna.id }])
  })

  test('is not taken for a device that runs, for one that somebody claimed since, or for one with a token', async () => {
    const source = sourceAt(HOME)
    const runs = await ran(anna, source, 0)
    const colleague = await makePerson()
    await joinTeam(anna.teamId, colleague.id, 'member')
    await ran(anna, source, 1)
    await ran(colleague, source, 1, anna.teamId)
    const free = await ran(anna, source, 2)
    const live = { teamId: anna.teamId, deviceId: runs.deviceId, liveness: 'live' }
    recordRelay([live as SessionSummary & { teamId: string }])
    const { code } = back(HOME)
    const [device] = (await near(anna, local)).devices
    expect(device.continues.map((choice: { deviceId: string }) => choice.deviceId)).toEqual([free.deviceId])
    expect(await claim(anna, { code, continues: runs.deviceId })).toMatchObject({ code: 'pairing-unknown' })
    // Claimed anew, it is at least not the colleague's.
    await claim(anna, { code })
    expect(claims).toMatchObject([{ othersNumbers: [1] }])
  })

  test('[limit continueChoicesMax] offers no more devices than the limit', async () => {
    for (let number = 0; number <= LIMITS.continueChoicesMax; number++) await ran(anna, sourceAt(HOME), number)
    back(HOME)
    expect((await near(anna, local)).devices[0].continues).toHaveLength(LIMITS.continueChoicesMax)
  })

  test('cannot be continued by a viewer', async () => {
    const viewer = await makePerson()
    await joinTeam(anna.teamId, viewer.id, 'viewer')
    const { deviceId } = await ran(viewer, sourceAt(HOME), 0, anna.teamId)
    const { id } = back(HOME)
    const query = `?team=${anna.teamId}`
    expect(await claim(viewer, { waiting: id, continues: deviceId }, query)).toMatchObject({ code: 'forbidden' })
  })
})

describe('a claim', () => {
  test('[PA7] by code adds the device to the team, once, and the answer comes after its session exists', async () => {
    const { code, sessionId } = wait()
    const answer = await claim(anna, { code: code.toUpperCase(), name: 'Test phone' })
    expect(answer).toMatchObject({ status: 200, json: { session: sessionId, isLive: true } })
    expect(claims).toEqual([{ teamId: anna.teamId, tokenId: null, userId: anna.id, deviceName: 'Test phone' }])
    const row = await db().session.findUnique({ where: { id: sessionId } })
    expect(row).toMatchObject({ teamId: anna.teamId, tokenId: null, claimedById: anna.id })
    expect(await claim(await makePerson(), { code })).toMatchObject({ status: 404, code: 'pairing-unknown' })
  })

  test('works by session ID and by every text that an app shows or shares', async () => {
    const url = (session: string) => `wss://logs.example.com:443/ws?type=web&session=${session}`
    const bodies: ((device: WaitingDevice) => object)[] = [
      ({ sessionId }) => ({ sessionId }),
      ({ sessionId }) => ({ text: sessionId }),
      ({ sessionId }) => ({ text: url(sessionId) }),
      ({ sessionId }) => ({ text: flutterShareText(url(sessionId)) }),
      ({ deviceId }) => ({ text: deviceId }),
      ({ code }) => ({ text: shownPairingCode(code) }),
    ]
    for (const bodyOf of bodies) {
      const device = wait()
      expect(await claim(anna, bodyOf(device))).toMatchObject({ json: { session: device.sessionId, isLive: true } })
    }
    expect(claims).toHaveLength(bodies.length)
  })

  test('[PA5] repeated by the person or a colleague leads to the session; people of other teams learn nothing', async () => {
    const colleague = await makePerson()
    await joinTeam(anna.teamId, colleague.id, 'viewer')
    const { sessionId } = wait()
    for (const who of [anna, anna, colleague])
      expect(await claim(who, { sessionId })).toMatchObject({ status: 200, json: { session: sessionId } })
    expect(await claim(colleague, { sessionId }, `?team=${anna.teamId}`)).toMatchObject({ code: 'forbidden' })
    expect(await claim(await makePerson(), { sessionId })).toMatchObject({ status: 404, code: 'pairing-unknown' })
    expect(claims).toHaveLength(1)
  })

  test('goes to the named team if the person may claim for it', async () => {
    const owner = await makePerson()
    await joinTeam(owner.teamId, anna.id, 'member')
    const { code } = wait()
    const stranger = await makePerson()
    expect(await claim(stranger, { code }, `?team=${owner.teamId}`)).toMatchObject({ code: 'not-found' })
    expect(await claim(anna, { code }, `?team=${owner.teamId}`)).toMatchObject({ status: 200 })
    expect(claims).toMatchObject([{ teamId: owner.teamId, userId: anna.id }])
  })

  test.each([
    ['nothing', {}, 'invalid-input'],
    ['two things', { code: 'k7qm4t9x', sessionId: 'session_1' }, 'invalid-input'],
    ['an empty code', { code: ' ' }, 'invalid-input'],
    ['a code that nobody has', { code: 'K7QM-4T9X' }, 'pairing-unknown'],
    ['what is no code', { code: 'hello' }, 'pairing-unknown'],
    ['a session that nobody has', { sessionId: 'session_abc123' }, 'pairing-unknown'],
    ['a session id with a NUL', { sessionId: 'session_\u0000' }, 'pairing-unknown'],
    ['a code that an app shows before it is connected', { text: 'ws://localhost:8080/ws' }, 'invalid-input'],
    ['an address without a session', { text: 'ws://10.0.0.5:8080/ws?type=web' }, 'invalid-input'],
    ['words', { text: 'let me in, please' }, 'invalid-input'],
  ])('with %s is rejected', async (_name, body, code) => {
    wait()
    expect((await claim(anna, body)).code).toBe(code)
    expect(claims).toEqual([])
  })

  test('says so if the session of the device does not begin', async () => {
    const { code, sessionId } = wait(HERE, false)
    expect(await claim(anna, { code })).toMatchObject({ status: 200, json: { session: sessionId, isLive: false } })
  })

  test('[PA6] is limited to LIMITS.claimsPerMinute attempts a minute per person', async () => {
    const hits = new LimitHits(() => {})
    limitHits.put(hits)
    const { code } = wait()
    for (let i = 0; i < LIMITS.claimsPerMinute; i++) expect((await claim(anna, { code: 'K7QM-4T9X' })).status).toBe(404)
    expect(await claim(anna, { code })).toMatchObject({ status: 429, code: 'too-many-requests' })
    expect(hits.counts.get('claimsPerMinute')).toBe(1)
    expect(await claim(await makePerson(), { code })).toMatchObject({ status: 200 })
  })
})

test("the team's Flutter switches have the defaults that Flutter clients expect, and an owner can change them", async () => {
  const read = async () => (await api('GET', '/api/v1/team', { who: { user: anna } })).json.team
  expect(await read()).toMatchObject({ allowsSeedViewers: false, adoptsRestarts: true })
  const change = (body: object) => api('PATCH', '/api/v1/team', { who: { user: anna }, body })
  expect(await change({ allowsSeedViewers: true })).toMatchObject({ status: 200, json: { allowsSeedViewers: true } })
  expect(await change({ adoptsRestarts: false, name: 'Renamed' })).toMatchObject({ status: 200 })
  expect(await read()).toMatchObject({ name: 'Renamed', allowsSeedViewers: true, adoptsRestarts: false })
  const { cuts } = recordRelay()
  await change({ adoptsRestarts: true })
  expect(cuts).toEqual([])
  await change({ allowsSeedViewers: false })
  expect(cuts).toEqual([[{ kind: 'seed-viewers', id: anna.teamId }, 'forbidden']])
  expect((await change({})).code).toBe('invalid-input')
})

test('a host key is created like a token and shown once', async () => {
  const body = { name: 'Flutter app', kind: 'host' }
  const { status, json } = await api('POST', '/api/v1/tokens', { who: { user: anna }, body })
  expect([status, json.kind]).toEqual([201, 'host'])
  expect(json.token).toMatch(/^[a-z2-7]{26}$/)
  const list = await api('GET', '/api/v1/tokens', { who: { user: anna } })
  expect(list.json.tokens).toMatchObject([{ kind: 'host', last4: json.token.slice(-4) }])
  expect(JSON.stringify(list.json)).not.toContain(json.token)
})
