/** Waiting devices by HTTP: seen from one's own network alone, claimed by code, session id or QR text, tries counted. */
import { beforeEach, describe, expect, test } from 'vitest'
import { CLIENT_ADDRESS_HEADER, SHARED_ADDRESS_HEADER } from '#lib/auth/client-address.ts'
import { db } from '#lib/db/client.ts'
import { joinTeam } from '#lib/db/invites.ts'
import { recordSessionStart } from '#lib/db/sessions.ts'
import { LimitHits, limitHits } from '#lib/limit-hits.ts'
import { livePairing } from '#lib/pairing/live-pairing.ts'
import { SharedPen } from '#lib/pairing/shared-pen.ts'
import { type Claim, type WaitingDevice, WaitingPen } from '#lib/pairing/waiting-pen.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { shownPairingCode } from '#lib/protocol/pairing-code.ts'
import { newSeedDeviceId, newSeedSessionId } from '#lib/seed/ids.ts'
import { seedShareText } from '#lib/seed/share-text.ts'
import { api, recordRelay } from '../../support/api.ts'
import { describeDevice, makePerson, type Person, withDatabase } from '../../support/database.ts'

withDatabase()

const HERE = '203.0.113.7'
let pen: WaitingPen
let anna: Person
let claims: Claim[]
beforeEach(async () => {
  pen = new WaitingPen()
  livePairing.put(new SharedPen(pen))
  anna = await makePerson({ name: 'Anna' })
  claims = []
})

let made = 0
/** A device that waits; once it is claimed its session begins, as the transport does it. */
const wait = (address = HERE, begins = true) => {
  const sessionId = newSeedSessionId()
  const device = { id: `socket-${++made}`, sessionId, deviceId: newSeedDeviceId(), address, userAgent: 'Dart/3.5' }
  return pen.add(
    device,
    (claim) => {
      claims.push(claim)
      const { teamId, tokenId, userId: claimedById = null } = claim
      const said = describeDevice({ installationId: sessionId })
      if (begins)
        void recordSessionStart({ id: sessionId, teamId, tokenId, claimedById, startedAtMs: Date.now(), device: said })
    },
    Date.now(),
  )
}
const near = async (who: Person, headers: Record<string, string> = { [CLIENT_ADDRESS_HEADER]: HERE }) =>
  (await api('GET', '/api/v1/pairing', { who: { user: who }, headers })).json
const claim = (who: Person, body: object, query = '') =>
  api('POST', `/api/v1/pairing/claim${query}`, { who: { user: who }, body })

describe('who waits', () => {
  test('[PA3] is told to people of the same network, and to nobody else', async () => {
    const device = wait()
    const { address: _, ...shown } = device
    expect(await near(anna)).toEqual({ isOn: true, isNetworkKnown: true, devices: [shown] })
    expect((await near(anna, { [CLIENT_ADDRESS_HEADER]: '203.0.113.8' })).devices).toEqual([])
    expect(await near(anna, {})).toMatchObject({ isNetworkKnown: false, devices: [] })
  })

  test('[PA4] is told to nobody where an untrusted proxy stands before everybody', async () => {
    wait()
    const headers = { [CLIENT_ADDRESS_HEADER]: HERE, [SHARED_ADDRESS_HEADER]: '1' }
    expect(await near(anna, headers)).toEqual({ isOn: true, isNetworkKnown: false, devices: [] })
  })

  test('while pairing is off nobody waits and nothing can be claimed', async () => {
    const { code } = wait()
    livePairing.put(undefined as never)
    expect(await near(anna)).toMatchObject({ isOn: false, devices: [] })
    expect(await claim(anna, { code })).toMatchObject({ status: 403, code: 'pairing-off' })
  })
})

describe('a claim', () => {
  test('[PA7] by the code takes the device into the team, once, and its session is there when the answer comes', async () => {
    const { code, sessionId } = wait()
    const answer = await claim(anna, { code: code.toUpperCase(), name: 'Test phone' })
    expect(answer).toMatchObject({ status: 200, json: { session: sessionId, isLive: true } })
    expect(claims).toEqual([{ teamId: anna.teamId, tokenId: null, userId: anna.id, deviceName: 'Test phone' }])
    const row = await db().session.findUnique({ where: { id: sessionId } })
    expect(row).toMatchObject({ teamId: anna.teamId, tokenId: null, claimedById: anna.id })
    expect(await claim(await makePerson(), { code })).toMatchObject({ status: 404, code: 'pairing-unknown' })
  })

  test('by the session id, and by every text that an app shows or shares', async () => {
    const url = (session: string) => `wss://logs.example.com:443/ws?type=web&session=${session}`
    const bodies: ((device: WaitingDevice) => object)[] = [
      ({ sessionId }) => ({ sessionId }),
      ({ sessionId }) => ({ text: sessionId }),
      ({ sessionId }) => ({ text: url(sessionId) }),
      ({ sessionId }) => ({ text: seedShareText(url(sessionId)) }),
      ({ deviceId }) => ({ text: deviceId }),
      ({ code }) => ({ text: shownPairingCode(code) }),
    ]
    for (const bodyOf of bodies) {
      const device = wait()
      expect(await claim(anna, bodyOf(device))).toMatchObject({ json: { session: device.sessionId, isLive: true } })
    }
    expect(claims).toHaveLength(bodies.length)
  })

  test('[PA5] that comes again, or from a colleague, leads to the session; a stranger learns nothing', async () => {
    const colleague = await makePerson()
    await joinTeam(anna.teamId, colleague.id, 'viewer')
    const { sessionId } = wait()
    for (const who of [anna, anna, colleague])
      expect(await claim(who, { sessionId })).toMatchObject({ status: 200, json: { session: sessionId } })
    expect(await claim(colleague, { sessionId }, `?team=${anna.teamId}`)).toMatchObject({ code: 'forbidden' })
    expect(await claim(await makePerson(), { sessionId })).toMatchObject({ status: 404, code: 'pairing-unknown' })
    expect(claims).toHaveLength(1)
  })

  test('goes to the team that is named, where the person may', async () => {
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
  ])('with %s is refused', async (_name, body, code) => {
    wait()
    expect((await claim(anna, body)).code).toBe(code)
    expect(claims).toEqual([])
  })

  test('of a device whose session does not begin says so', async () => {
    const { code, sessionId } = wait(HERE, false)
    expect(await claim(anna, { code })).toMatchObject({ status: 200, json: { session: sessionId, isLive: false } })
  })

  test('[PA6] is tried no more than LIMITS.claimsPerMinute times a minute by one person', async () => {
    const hits = new LimitHits(() => {})
    limitHits.put(hits)
    const { code } = wait()
    for (let i = 0; i < LIMITS.claimsPerMinute; i++) expect((await claim(anna, { code: 'K7QM-4T9X' })).status).toBe(404)
    expect(await claim(anna, { code })).toMatchObject({ status: 429, code: 'too-many-requests' })
    expect(hits.counts.get('claimsPerMinute')).toBe(1)
    expect(await claim(await makePerson(), { code })).toMatchObject({ status: 200 })
  })
})

test("the team's switches are off and on as an original client expects, and their owner turns them", async () => {
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

test('a host key is made like a token and shown once', async () => {
  const body = { name: 'Flutter app', kind: 'host' }
  const { status, json } = await api('POST', '/api/v1/tokens', { who: { user: anna }, body })
  expect([status, json.kind]).toEqual([201, 'host'])
  expect(json.token).toMatch(/^[a-z2-7]{26}$/)
  const list = await api('GET', '/api/v1/tokens', { who: { user: anna } })
  expect(list.json.tokens).toMatchObject([{ kind: 'host', last4: json.token.slice(-4) }])
  expect(JSON.stringify(list.json)).not.toContain(json.token)
})
