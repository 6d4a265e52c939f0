/** Devices and sessions in both databases: pages read what the relay writes. */
import { expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { db } from '#lib/server/db/client.ts'
import { listDevices } from '#lib/server/db/device-lists.ts'
import { findDevice, forgetDevice, renameDevice } from '#lib/server/db/devices.ts'
import { findSession, listSessions } from '#lib/server/db/session-lists.ts'
import {
  endSession,
  endStaleSessions,
  findDeviceTeam,
  findSessionState,
  recordSessionStart,
  saveSessionProgress,
} from '#lib/server/db/sessions.ts'
import { boundedStarts } from '#lib/server/session-starts.ts'
import { describeDevice, describeOnBoth, makePerson, makeSession, makeToken } from '#tests/support/database.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const HOUR_MS = 3600_000
const foreign = expect.objectContaining({ code: 'session-foreign' })

describeOnBoth('sessions', () => {
  async function start(id = randomId(), fields: Parameters<typeof describeDevice>[0] = {}) {
    const person = await makePerson()
    const { row } = await makeToken(person)
    const session = { id, teamId: person.teamId, tokenId: row.id, startedAtMs: Date.now() }
    return { ...session, device: describeDevice(fields) }
  }

  test('the first start creates the device, and the next one of the same installation finds it', async () => {
    const first = await start()
    const { deviceId, deviceName } = await recordSessionStart(first)
    expect(deviceName).toBe('Pixel')
    const again = await recordSessionStart({
      ...first,
      id: randomId(),
      device: describeDevice({ name: 'Pixel 2', appVersion: '1.3.0' }),
    })
    expect(again).toEqual({ deviceId, deviceName: 'Pixel 2', startedAtMs: first.startedAtMs })
    const { devices } = await listDevices({ teamId: first.teamId })
    expect(devices).toMatchObject([{ id: deviceId, name: 'Pixel 2', appVersion: '1.3.0' }])
    expect(await findDeviceTeam(deviceId)).toBe(first.teamId)
  })

  test('[RL2] a session keeps the start time of its first start', async () => {
    const first = await start()
    const nowMs = first.startedAtMs + 60_000
    expect(await recordSessionStart(first, nowMs)).toMatchObject({ startedAtMs: first.startedAtMs })
    const later = { ...first, startedAtMs: nowMs }
    expect(await recordSessionStart(later, nowMs)).toMatchObject({ startedAtMs: first.startedAtMs })
  })

  test('a device id or cursor that contains NUL, which PostgreSQL rejects, finds nothing', async () => {
    const { teamId } = await makePerson()
    for (const query of [{ deviceId: '\0' }, { cursor: '1.\0' }])
      expect(await listSessions({ teamId, ...query })).toEqual({ sessions: [], nextCursor: null })
  })

  test('a name that a person chose is kept', async () => {
    const first = await start()
    const { deviceId } = await recordSessionStart(first)
    await renameDevice(deviceId, "Anna's phone")
    const device = describeDevice({ name: 'Other', os: 'Android 17' })
    expect(await recordSessionStart({ ...first, device })).toMatchObject({ deviceName: "Anna's phone" })
    expect(await findDevice(deviceId)).toMatchObject({ name: "Anna's phone", os: 'Android 17' })
  })

  test('[RL2] an id of another device or team is rejected, and its session does not change', async () => {
    const first = await start()
    const { deviceId } = await recordSessionStart(first)
    const other = { ...first, device: describeDevice({ installationId: 'other' }) }
    await expect(recordSessionStart(other)).rejects.toThrow(foreign)
    await expect(recordSessionStart(await start(first.id))).rejects.toThrow(foreign)
    expect(await findSessionState(first.id)).toMatchObject({ teamId: first.teamId, deviceId })
  })

  test('many concurrent starts of one new device create one device and all their sessions', async () => {
    const first = await start()
    const ids = Array.from({ length: 8 }, () => randomId())
    const results = await Promise.all(ids.map((id) => recordSessionStart({ ...first, id })))
    expect(new Set(results.map((result) => result.deviceId)).size).toBe(1)
    expect((await listSessions({ teamId: first.teamId })).sessions).toHaveLength(8)
  })

  test('concurrent starts of the same session create one session', async () => {
    const first = await start()
    const [a, b] = await Promise.all([recordSessionStart(first), recordSessionStart(first)])
    expect(a).toEqual(b)
  })

  test('[RL9] an ended session that returns is live again', async () => {
    const first = await start()
    await recordSessionStart(first)
    await endSession({ id: first.id, endedAtMs: first.startedAtMs + 5, counters: NO_COUNTERS, watchersMax: 0 })
    expect(await findSessionState(first.id)).toMatchObject({ liveness: 'ended', endedAtMs: first.startedAtMs + 5 })
    await recordSessionStart(first)
    expect(await findSessionState(first.id)).toMatchObject({ liveness: 'reconnecting', endedAtMs: null })
  })

  test('counters and the maximum number of viewers are stored; a smaller number does not lower the maximum', async () => {
    const first = await start()
    await recordSessionStart(first)
    const counters = { records: 28, bytes: 2 ** 40, levels: [1, 2, 3, 4, 5, 6, 7] as const }
    const lastSeenAtMs = first.startedAtMs + 1_000
    await saveSessionProgress({ id: first.id, lastSeenAtMs, counters, watchersMax: 3 })
    await saveSessionProgress({ id: first.id, lastSeenAtMs, counters, watchersMax: 1 })
    expect(await findSession(first.id)).toMatchObject({ counters, lastSeenAtMs, watchersMax: 3, endedAtMs: null })
    expect(await findSessionState(first.id)).toMatchObject({ counters, head: 28, tail: 29, viewers: 0 })
  })

  test('counts beyond the range of the columns are clamped', async () => {
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

  test('[limit teamDevicesMax] a team has a maximum number of devices; existing ones can still start sessions', async () => {
    const first = await start()
    withLimits({ teamDevicesMax: 4 })
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

  test('a full team loses the ephemeral device that was seen longest ago, never a live or lasting one', async () => {
    withLimits({ teamDevicesMax: 4 })
    const first = await start()
    const nowMs = Date.now()
    const add = async (installationId: string, agoMs: number, isEphemeral: boolean, isLive = false) => {
      const id = randomId()
      const session = { ...first, id, isEphemeral, device: describeDevice({ installationId, name: installationId }) }
      const started = await recordSessionStart(session, nowMs - agoMs)
      if (!isLive) await endSession({ id, endedAtMs: nowMs - agoMs, counters: NO_COUNTERS, watchersMax: 0 })
      return started
    }
    await add('lasting-1', 9_000, false)
    await add('live-ci-1', 8_000, true, true)
    const { deviceId: older } = await add('older-ci', 7_000, true)
    const { deviceId: newer } = await add('newer-ci', 6_000, true)
    expect(await add('next-ci-1', 5_000, true)).toMatchObject({ evictedDeviceId: older })
    expect(await add('lasting-2', 4_000, false)).toMatchObject({ evictedDeviceId: newer })
    // A name that a person chose makes it lasting.
    const last = (await listDevices({ teamId: first.teamId, search: 'next-ci-1' })).devices[0]?.id ?? ''
    await renameDevice(last, 'Release build')
    await expect(add('one too many', 0, true)).rejects.toThrow(expect.objectContaining({ code: 'limit-reached' }))
    const names = (await listDevices({ teamId: first.teamId })).devices.map(({ name }) => name)
    expect(names.sort()).toEqual(['Release build', 'lasting-1', 'lasting-2', 'live-ci-1'])
  })

  test('[limit tokenSessionsPerHour] new sessions of a token are bounded; those that reconnect are not', async () => {
    withLimits({ tokenSessionsPerHour: 2 })
    const first = await start()
    const record = boundedStarts({ record: recordSessionStart, evicted: () => {} })
    await record(first)
    await record({ ...first, id: randomId() })
    const refusal = expect.objectContaining({ code: 'too-many-sessions', limit: 'tokenSessionsPerHour' })
    const device = describeDevice({ installationId: 'one of many' })
    await expect(record({ ...first, id: randomId(), device })).rejects.toThrow(refusal)
    // Nothing was made: neither by a refused start nor by one with the id of another device's session.
    await expect(record({ ...first, device })).rejects.toThrow(foreign)
    expect((await listDevices({ teamId: first.teamId })).devices).toHaveLength(1)
    await record(first)
    await record(await start())
  })

  test('a session started when its device says, at most a week ago and never in the future', async () => {
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

  test('[limit sessionStaleMs] a session not seen for that long has ended', async () => {
    const person = await makePerson()
    const nowMs = Date.now()
    await makeSession(person, 'silent', nowMs - LIMITS.sessionStaleMs - 1)
    await makeSession(person, 'quiet', nowMs - LIMITS.sessionStaleMs + 1_000)
    await endStaleSessions(nowMs - LIMITS.sessionStaleMs)
    expect(await findSessionState('silent')).toMatchObject({ liveness: 'ended' })
    expect(await findSessionState('quiet')).toMatchObject({ liveness: 'reconnecting' })
  })

  test('sessions left open by a crash end when they were last seen; sessions started since stay open', async () => {
    const person = await makePerson()
    const bootMs = Date.now()
    await makeSession(person, 'before-the-crash', bootMs - HOUR_MS)
    await makeSession(person, 'after-the-boot', bootMs + 1)
    expect(await endStaleSessions(bootMs)).toBeGreaterThan(0)
    expect(await findSessionState('before-the-crash')).toMatchObject({ liveness: 'ended', endedAtMs: bootMs - HOUR_MS })
    expect(await findSessionState('after-the-boot')).toMatchObject({ liveness: 'reconnecting' })
    expect(await endStaleSessions(bootMs)).toBe(0)
  })

  test('sessions left open by a crash end in batches, one after the other', async () => {
    const person = await makePerson()
    const untilMs = Date.now() - HOUR_MS
    for (let i = 0; i < 7; i++) await makeSession(person, `crashed-${i}`, untilMs - i)
    expect(await endStaleSessions(untilMs, 3)).toBe(7)
    expect(await endStaleSessions(untilMs, 3)).toBe(0)
  })

  test('pages of sessions are newest first, complete, and stable while new ones arrive', async () => {
    const person = await makePerson()
    const nowMs = Date.now()
    // Pairs with the same start time, so the order must not depend on it alone.
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

  test('a list is for one team, or for one device in it', async () => {
    const [mine, other] = [await makePerson(), await makePerson()]
    const { deviceId } = await makeSession(mine, randomId(), Date.now(), 'a')
    const second = await makeSession(mine, randomId(), Date.now() - 5, 'b')
    await makeSession(other, randomId())
    expect((await listSessions({ teamId: mine.teamId })).sessions).toHaveLength(2)
    expect((await listSessions({ teamId: mine.teamId, deviceId: second.deviceId })).sessions).toHaveLength(1)
    expect((await listSessions({ teamId: other.teamId, deviceId })).sessions).toEqual([])
    expect((await listSessions({ teamId: mine.teamId, cursor: 'nonsense' })).sessions).toHaveLength(2)
  })

  test('deleting a device deletes its sessions, and late updates to them do nothing', async () => {
    const first = await start()
    const { deviceId } = await recordSessionStart(first)
    await forgetDevice(deviceId)
    await saveSessionProgress({ id: first.id, lastSeenAtMs: Date.now(), counters: NO_COUNTERS, watchersMax: 1 })
    await endSession({ id: first.id, endedAtMs: Date.now(), counters: NO_COUNTERS, watchersMax: 1 })
    expect(await findSessionState(first.id)).toBeNull()
  })
})
