/** Retention in both databases: what is deleted, what never is, and whose viewers are cut. */
import { expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { db } from '#lib/server/db/client.ts'
import { listDevices } from '#lib/server/db/device-lists.ts'
import { renameDevice } from '#lib/server/db/devices.ts'
import { listSessions } from '#lib/server/db/session-lists.ts'
import { endSession, recordSessionStart, saveSessionProgress } from '#lib/server/db/sessions.ts'
import { createLinkRow, findLink } from '#lib/server/db/share-links.ts'
import type { CutTarget } from '#lib/server/relay/live-relay.ts'
import { applyRetention } from '#lib/server/retention.ts'
import { describeDevice, describeOnBoth, makePerson, type Person } from '#tests/support/database.ts'

const DAY_MS = 24 * 3600_000
const SETTINGS = {
  sessionsMs: 90 * DAY_MS,
  sessionsPerTeam: 10,
  devicesMs: 180 * DAY_MS,
  ephemeralDevicesMs: 14 * DAY_MS,
}

describeOnBoth('retention', () => {
  const nowMs = Date.now()

  interface Run {
    installationId?: string
    isEphemeral?: boolean
    /** Null: still live. */
    endedAgoMs?: number | null
  }

  async function addRun({ teamId }: Person, startedAgoMs: number, run: Run = {}): Promise<string> {
    const { installationId = 'installation-1', isEphemeral = false, endedAgoMs = startedAgoMs } = run
    const id = randomId()
    const device = describeDevice({ installationId, name: installationId })
    const atMs = nowMs - startedAgoMs
    await recordSessionStart({ ...{ id, teamId, tokenId: null, startedAtMs: atMs }, device, isEphemeral }, atMs)
    if (endedAgoMs === null)
      await saveSessionProgress({ id, lastSeenAtMs: nowMs, counters: NO_COUNTERS, watchersMax: 0 })
    else await endSession({ id, endedAtMs: nowMs - endedAgoMs, counters: NO_COUNTERS, watchersMax: 0 })
    return id
  }

  async function apply(settings: Partial<typeof SETTINGS> = {}, watched: readonly string[] = []) {
    const cuts: CutTarget[] = []
    const changed = new Set<string>()
    let pauses = 0
    const count = await applyRetention(
      {
        settings: { ...SETTINGS, ...settings },
        relay: {
          cut: (target) => cuts.push(target),
          teamChanged: (team) => changed.add(team),
          mayBeWatched: (id) => watched.includes(id),
        },
        pause: async () => void pauses++,
      },
      nowMs,
    )
    return { count, cuts, changed, pauses }
  }

  const sessionsOf = async ({ teamId }: Person) =>
    (await listSessions({ teamId, pageSize: 1_000 })).sessions.map(({ id }) => id)
  const devicesOf = async ({ teamId }: Person) => (await listDevices({ teamId })).devices.map(({ name }) => name).sort()

  test('past sessions older than the setting are deleted with their links, and their viewers are cut', async () => {
    const person = await makePerson()
    const keep = await addRun(person, 89 * DAY_MS)
    const longLive = await addRun(person, 200 * DAY_MS, { endedAgoMs: null })
    const longAgo = await addRun(person, 200 * DAY_MS, { endedAgoMs: 10 * DAY_MS })
    const [linked, revoked, watched, quiet] = [
      ...[await addRun(person, 91 * DAY_MS), await addRun(person, 92 * DAY_MS)],
      ...[await addRun(person, 93 * DAY_MS), await addRun(person, 94 * DAY_MS)],
    ] as [string, string, string, string]
    const link = { teamId: person.teamId, deviceId: null, authHash: 'x', createdById: person.id }
    await createLinkRow({ ...link, id: `of-${linked}`, sessionId: linked, expiresAtMs: nowMs + DAY_MS }, nowMs)
    await createLinkRow({ ...link, id: `of-${revoked}`, sessionId: revoked, expiresAtMs: nowMs - 1 }, nowMs)
    const { count, cuts, changed } = await apply({}, [watched])
    expect(count).toEqual({ sessions: 4, devices: 0 })
    expect((await sessionsOf(person)).sort()).toEqual([keep, longLive, longAgo].sort())
    expect(await findLink(`of-${linked}`)).toBeNull()
    expect(cuts.map((cut) => 'id' in cut && cut.id).sort()).toEqual([linked, watched].sort())
    expect(cuts.every(({ kind }) => kind === 'session')).toBe(true)
    expect(changed).toContain(person.teamId)
    expect(await sessionsOf(person)).not.toContain(quiet)
  })

  test('a team keeps its newest sessions; live ones and those that ended a moment ago stay', async () => {
    const person = await makePerson()
    const other = await makePerson()
    const live = await addRun(person, 3 * DAY_MS, { endedAgoMs: null })
    const justEnded = await addRun(person, 2 * DAY_MS, { endedAgoMs: LIMITS.sessionStaleMs - 1_000 })
    const runs: string[] = []
    for (let i = 0; i < 14; i++) runs.push(await addRun(person, DAY_MS - i * 1_000))
    await addRun(other, DAY_MS)
    expect((await apply()).count).toEqual({ sessions: 4, devices: 0 })
    expect((await sessionsOf(person)).sort()).toEqual([live, justEnded, ...runs.slice(4)].sort())
    expect(await sessionsOf(other)).toHaveLength(1)
    expect((await apply()).count).toEqual({ sessions: 0, devices: 0 })
  })

  test('hundreds of sessions go in batches with a pause after each', async () => {
    const person = await makePerson()
    await addRun(person, 1)
    const { deviceId } = await db().session.findFirstOrThrow({ where: { teamId: person.teamId } })
    const at = new Date(nowMs - 100 * DAY_MS)
    await db().session.createMany({
      data: Array.from({ length: 350 }, () => ({
        ...{ id: randomId(), teamId: person.teamId, deviceId, startedAt: at, lastSeenAt: at, endedAt: at },
      })),
    })
    const { count, pauses } = await apply()
    expect(count.sessions).toBe(350)
    expect(pauses).toBeGreaterThanOrEqual(4)
  })

  test('a run that is stopped keeps what it has deleted, and the next one goes on', async () => {
    const person = await makePerson()
    await addRun(person, 100 * DAY_MS)
    await addRun(person, 0)
    const relay = { cut: () => {}, teamChanged: () => {}, mayBeWatched: () => false }
    const stopped = applyRetention(
      { settings: { ...SETTINGS, sessionsPerTeam: 1 }, relay, pause: () => Promise.reject(new Error('stopped')) },
      nowMs,
    )
    await expect(stopped).rejects.toThrow('stopped')
    expect(await sessionsOf(person)).toHaveLength(1)
  })

  test('devices retire when they were not seen for long, ephemeral ones sooner, with sessions and links', async () => {
    const person = await makePerson()
    await addRun(person, 181 * DAY_MS, { installationId: 'forgotten' })
    await addRun(person, 179 * DAY_MS, { installationId: 'remembered' })
    await addRun(person, 15 * DAY_MS, { installationId: 'old-ci-run', isEphemeral: true })
    await addRun(person, 13 * DAY_MS, { installationId: 'new-ci-run', isEphemeral: true })
    await addRun(person, 15 * DAY_MS, { installationId: 'named-ci-run', isEphemeral: true })
    // Live for longer than devices are kept, so that the device itself was written down as seen at its start.
    await addRun(person, 200 * DAY_MS, { installationId: 'always-live', endedAgoMs: null })
    const idOf = async (search: string) =>
      (await listDevices({ teamId: person.teamId, search })).devices[0]?.id ?? 'missing'
    await renameDevice(await idOf('named-ci-run'), 'Release build')
    const forgotten = await idOf('forgotten')
    const link = { teamId: person.teamId, sessionId: null, authHash: 'x', createdById: person.id }
    await createLinkRow({ ...link, id: 'of-a-device', deviceId: forgotten, expiresAtMs: nowMs + DAY_MS }, nowMs)
    const { count, cuts, changed } = await apply({ sessionsMs: 1_000 * DAY_MS })
    expect(count.devices).toBe(2)
    expect(await devicesOf(person)).toEqual(['Release build', 'always-live', 'new-ci-run', 'remembered'])
    expect(cuts).toContainEqual({ kind: 'device', id: forgotten })
    expect(await findLink('of-a-device')).toBeNull()
    expect(changed).toContain(person.teamId)
    expect((await apply({ sessionsMs: 1_000 * DAY_MS })).count.devices).toBe(0)
  })

  test('two nodes at once delete each row once', async () => {
    await apply()
    const person = await makePerson()
    for (let i = 0; i < 20; i++) await addRun(person, 100 * DAY_MS + i, { installationId: `device-${i}` })
    const runs = await Promise.all([apply(), apply()])
    expect(runs.reduce((sum, { count }) => sum + count.sessions, 0)).toBe(20)
    expect(await sessionsOf(person)).toEqual([])
  })
})
