/** Devices and sessions in both databases: what the relay writes is what pages read. */
import { expect, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { findDevice, forgetDevice, listDevices, renameDevice } from '#lib/db/devices.ts'
import { findSession, listSessions } from '#lib/db/session-lists.ts'
import {
  endSession,
  endStaleSessions,
  findDeviceTeam,
  findSessionState,
  recordSessionStart,
  saveSessionProgress,
} from '#lib/db/sessions.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { describeDevice, describeOnBoth, makePerson, makeSession, makeToken } from '../../support/database.ts'

const HOUR_MS = 3600_000
const foreign = expect.objectContaining({ code: 'session-foreign' })

describeOnBoth('sessions', () => {
  async function start(id = randomId(), fields: Parameters<typeof describeDevice>[0] = {}) {
    const person = await makePerson()
    const { row } = await makeToken(person)
    const session = { id, teamId: person.teamId, tokenId: row.id, startedAtMs: Date.now() }
    return { ...session, device: describeDevice(fields) }
  }

  test('the first start makes the device, the next one of the same installation finds it', async () => {
    const first = await start()
    const { deviceId, deviceName } = await recordSessionStart(first)
    expect(deviceName).toBe('Pixel')
    const again = await recordSessionStart({
      ...first,
      id: randomId(),
      device: describeDevice({ name: 'Pixel 2', appVersion: '1.3.0' }),
    })
    expect(again).toEqual({ deviceId, deviceName: 'Pixel 2', startedAtMs: first.startedAtMs })
    expect(await listDevices(first.teamId)).toMatchObject([{ id: deviceId, name: 'Pixel 2', appVersion: '1.3.0' }])
    expect(await findDeviceTeam(deviceId)).toBe(first.teamId)
  })

  test('[RL2] when a session began is what its first start said', async () => {
    const first = await start()
    const nowMs = first.startedAtMs + 60_000
    expect(await recordSessionStart(first, nowMs)).toMatchObject({ startedAtMs: first.startedAtMs })
    const later = { ...first, startedAtMs: nowMs }
    expect(await recordSessionStart(later, nowMs)).toMatchObject({ startedAtMs: first.startedAtMs })
  })

  test('a device or cursor with a NUL in it, which PostgreSQL refuses, finds nothing', async () => {
    const { teamId } = await makePerson()
    for (const query of [{ deviceId: '\0' }, { cursor: '1.\0' }])
      expect(await listSessions({ teamId, ...query })).toEqual({ sessions: [], nextCursor: null })
  })

  test('a name that a person chose stays', async () => {
    const first = await start()
    const { deviceId } = await recordSessionStart(first)
    await renameDevice(deviceId, "Anna's phone")
    const device = describeDevice({ name: 'Other', os: 'Android 17' })
    expect(await recordSessionStart({ ...first, device })).toMatchObject({ deviceName: "Anna's phone" })
    expect(await findDevice(deviceId)).toMatchObject({ name: "Anna's phone", os: 'Android 17' })
  })

  test('[RL2] an id of another device or team is refused, and its session is as before', async () => {
    const first = await start()
    const { deviceId } = await recordSessionStart(first)
    const other = { ...first, device: describeDevice({ installationId: 'other' }) }
    await expect(recordSessionStart(other)).rejects.toThrow(foreign)
    await expect(recordSessionStart(await start(first.id))).rejects.toThrow(foreign)
    expect(await findSessionState(first.id)).toMatchObject({ teamId: first.teamId, deviceId })
  })

  test('many starts of one new device at once make one device and all their sessions', async () => {
    const first = await start()
    const ids = Array.from({ length: 8 }, () => randomId())
    const results = await Promise.all(ids.map((id) => recordSessionStart({ ...first, id })))
    expect(new Set(results.map((result) => result.deviceId)).size).toBe(1)
    expect((await listSessions({ teamId: first.teamId })).sessions).toHaveLength(8)
  })

  test('the same session twice at once is one session', async () => {
    const first = await start()
    const [a, b] = await Promise.all([recordSessionStart(first), recordSessionStart(first)])
    expect(a).toEqual(b)
  })

  test('[RL9] an ended session that comes back is live again', async () => {
    const first = await start()
    await recordSessionStart(first)
    await endSession({ id: first.id, endedAtMs: first.startedAtMs + 5, counters: NO_COUNTERS, watchersMax: 0 })
    expect(await findSessionState(first.id)).toMatchObject({ liveness: 'ended', endedAtMs: first.startedAtMs + 5 })
    await recordSessionStart(first)
    expect(await findSessionState(first.id)).toMatchObject({ liveness: 'reconnecting', endedAtMs: null })
  })

  test('counters and the most watchers are kept; a smaller number of watchers does not undo them', async () => {
    const first = await start()
    await recordSessionStart(first)
    const counters = { records: 28, bytes: 2 ** 40, levels: [1, 2, 3, 4, 5, 6, 7] as const }
    const lastSeenAtMs = first.startedAtMs + 1_000
    await saveSessionProgress({ id: first.id, lastSeenAtMs, counters, watchersMax: 3 })
    await saveSessionProgress({ id: first.id, lastSeenAtMs, counters, watchersMax: 1 })
    expect(await findSession(first.id)).toMatchObject({ counters, lastSeenAtMs, watchersMax: 3, endedAtMs: null })
    expect(await findSessionState(first.id)).toMatchObject({ counters, head: 28, tail: 29, viewers: 0 })
  })

  test('what a device claims beyond the columns is bounded', async () => {
    const first = await start(randomId(), { name: 'n'.repeat(1_000) })
    const { deviceName } = await recordSessionStart(first)
    expect(deviceName).toHaveLength(LIMITS.labelCharsMax)
    const counters = { records: 1e300, bytes: Number.NaN, levels: [-1, 1.5, Infinity, 0, 0, 0, 0] as const }
    await saveSessionProgress({ id: first.id, lastSeenAtMs: Date.now(), counters, watchersMax: 0 })
    expect((await findSession(first.id))?.counters).toEqual({
      records: 2 ** 31 - 1,
      bytes: 0,
      levels: [0, 1, 0, 0, 0, 0, 0],
    })
  })

  test('[limit teamDevicesMax] a team has at most so many devices; those it has still start sessions', async () => {
    const first = await start()
    await recordSessionStart(first)
    const others = Array.from({ length: LIMITS.teamDevicesMax - 1 }, (_, i) => `other-${i}`)
    await db().device.createMany({
      data: others.map((installationId) => ({ teamId: first.teamId, installationId, name: installationId })),
    })
    const device = describeDevice({ installationId: 'one too many' })
    const refusal = expect.objectContaining({ code: 'limit-reached', limit: 'teamDevicesMax' })
    await expect(recordSessionStart({ ...first, id: randomId(), device })).rejects.toThrow(refusal)
    await recordSessionStart({ ...first, id: randomId() })
  })

  test('a session began when its device says, at most a week ago and never later than now', async () => {
    const nowMs = Date.now()
    for (const [startedAtMs, wanted] of [
      [0, nowMs - 7 * 24 * HOUR_MS],
      [nowMs + HOUR_MS, nowMs],
      [nowMs - HOUR_MS, nowMs - HOUR_MS],
    ] as const) {
      const session = { ...(await start()), startedAtMs }
      await recordSessionStart(session, nowMs)
      expect((await findSession(session.id))?.startedAtMs).toBe(wanted)
    }
  })

  test('[limit sessionStaleMs] a session that was not heard of for so long has ended', async () => {
    const person = await makePerson()
    const nowMs = Date.now()
    await makeSession(person, 'silent', nowMs - LIMITS.sessionStaleMs - 1)
    await makeSession(person, 'quiet', nowMs - LIMITS.sessionStaleMs + 1_000)
    await endStaleSessions(nowMs - LIMITS.sessionStaleMs)
    expect(await findSessionState('silent')).toMatchObject({ liveness: 'ended' })
    expect(await findSessionState('quiet')).toMatchObject({ liveness: 'reconnecting' })
  })

  test('what a crash left open ends when it was last heard of; what began since then stays', async () => {
    const person = await makePerson()
    const bootMs = Date.now()
    await makeSession(person, 'before-the-crash', bootMs - HOUR_MS)
    await makeSession(person, 'after-the-boot', bootMs + 1)
    expect(await endStaleSessions(bootMs)).toBeGreaterThan(0)
    expect(await findSessionState('before-the-crash')).toMatchObject({ liveness: 'ended', endedAtMs: bootMs - HOUR_MS })
    expect(await findSessionState('after-the-boot')).toMatchObject({ liveness: 'reconnecting' })
    expect(await endStaleSessions(bootMs)).toBe(0)
  })

  test('pages of sessions are newest first, whole, and stay put while new ones come', async () => {
    const person = await makePerson()
    const nowMs = Date.now()
    // Pairs of the same start: order must not depend on it alone.
    for (let i = 0; i < 10; i++) await makeSession(person, `session-${i}`, nowMs - Math.floor(i / 2) * 1_000)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listSessions({ teamId: person.teamId, cursor, pageSize: 3 })
      seen.push(...page.sessions.map((session) => session.id))
      await makeSession(person, randomId(), nowMs + 60_000)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect([...seen].sort()).toEqual(Array.from({ length: 10 }, (_, i) => `session-${i}`))
    expect(seen.map((id) => Math.floor(Number(id.slice(8)) / 2))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
  })

  test('a list is of one team, or of one device in it', async () => {
    const [mine, other] = [await makePerson(), await makePerson()]
    const { deviceId } = await makeSession(mine, randomId(), Date.now(), 'a')
    const second = await makeSession(mine, randomId(), Date.now() - 5, 'b')
    await makeSession(other, randomId())
    expect((await listSessions({ teamId: mine.teamId })).sessions).toHaveLength(2)
    expect((await listSessions({ teamId: mine.teamId, deviceId: second.deviceId })).sessions).toHaveLength(1)
    expect((await listSessions({ teamId: other.teamId, deviceId })).sessions).toEqual([])
    expect((await listSessions({ teamId: mine.teamId, cursor: 'nonsense' })).sessions).toHaveLength(2)
  })

  test('a device that is forgotten takes its sessions with it, and late news of them is nothing', async () => {
    const first = await start()
    const { deviceId } = await recordSessionStart(first)
    await forgetDevice(deviceId)
    await saveSessionProgress({ id: first.id, lastSeenAtMs: Date.now(), counters: NO_COUNTERS, watchersMax: 1 })
    await endSession({ id: first.id, endedAtMs: Date.now(), counters: NO_COUNTERS, watchersMax: 1 })
    expect(await findSessionState(first.id)).toBeNull()
  })
})
