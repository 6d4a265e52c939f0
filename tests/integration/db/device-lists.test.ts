/** Lists of devices in both databases: search, filters, order, and pages that are complete. */
import { expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { db } from '#lib/server/db/client.ts'
import { type DeviceQuery, listDevices, listPlatforms } from '#lib/server/db/device-lists.ts'
import { findDevice, renameDevice } from '#lib/server/db/devices.ts'
import { fillListColumns } from '#lib/server/db/fill-list-columns.ts'
import { endSession, recordSessionStart } from '#lib/server/db/sessions.ts'
import { describeDevice, describeOnBoth, makePerson } from '#tests/support/database.ts'

describeOnBoth('lists of devices', () => {
  const nowMs = Date.now()
  let seen = 0

  /** Each device of a list was seen a second before the one added last. */
  async function add(teamId: string, name: string, fields: Parameters<typeof describeDevice>[0] = {}, isLive = false) {
    const id = randomId()
    const atMs = nowMs - 1000 * ++seen
    const device = describeDevice({ installationId: randomId(), name, ...fields })
    const { deviceId } = await recordSessionStart({ id, teamId, tokenId: null, startedAtMs: atMs, device }, atMs)
    if (!isLive) await endSession({ id, endedAtMs: atMs, counters: NO_COUNTERS, watchersMax: 0 })
    return deviceId
  }

  const namesOf = async (query: DeviceQuery) => (await listDevices(query)).devices.map(({ name }) => name)

  async function allPages(query: DeviceQuery): Promise<string[][]> {
    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const page = await listDevices({ ...query, cursor })
      pages.push(page.devices.map(({ name }) => name))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return pages
  }

  test('live devices come first, then those seen last; each page continues where the one before ended', async () => {
    const { teamId } = await makePerson()
    await add((await makePerson()).teamId, 'of another team')
    for (const [name, isLive] of [
      ...[['a', false] as const, ['B', true] as const, ['c', false] as const, ['D', true] as const],
      ...[['e', true] as const, ['f', false] as const, ['g', false] as const],
    ])
      await add(teamId, name, {}, isLive)
    expect(await allPages({ teamId, pageSize: 3 })).toEqual([['B', 'D', 'e'], ['a', 'c', 'f'], ['g']])
    expect(await allPages({ teamId, pageSize: 2 })).toEqual([['B', 'D'], ['e', 'a'], ['c', 'f'], ['g']])
    expect(await allPages({ teamId, pageSize: 2, isLive: true })).toEqual([['B', 'D'], ['e']])
    expect(await allPages({ teamId, pageSize: 7 })).toHaveLength(1)
  })

  test('by name, without regard to case, devices of one name are all listed', async () => {
    const { teamId } = await makePerson()
    for (const name of ['beta', 'Alpha', 'Гамма', 'same', 'same', 'same', 'дельта', 'Zeta']) await add(teamId, name)
    const all = ['Alpha', 'beta', 'same', 'same', 'same', 'Zeta', 'Гамма', 'дельта']
    for (const pageSize of [1, 2, 3, 50])
      expect((await allPages({ teamId, sort: 'name', pageSize })).flat()).toEqual(all)
    await add(teamId, 'live', {}, true)
    expect(await namesOf({ teamId, sort: 'name', isLive: true })).toEqual(['live'])
  })

  test('a search finds devices in which each word occurs, in any letters, and nothing is a pattern', async () => {
    const { teamId } = await makePerson()
    await add(teamId, 'Телефон Анны', { platform: 'android', appName: 'Магазин' })
    const id = await add(teamId, '100% cotton_shirt', { platform: 'web', os: 'Linux', appName: 'Shop' })
    await add(teamId, 'back\\slash', { platform: 'web', appName: 'Shop' })
    const find = (search: string) => namesOf({ teamId, search })
    expect(await find('телефон МАГ')).toEqual(['Телефон Анны'])
    expect(await find('linux shop')).toEqual(['100% cotton_shirt'])
    expect(await find('linux android')).toEqual([])
    expect(await find('%')).toEqual(['100% cotton_shirt'])
    expect(await find('n_s')).toEqual(['100% cotton_shirt'])
    expect(await find('nos')).toEqual([])
    expect(await find('\\')).toEqual(['back\\slash'])
    expect(await find("' OR 1=1 --")).toEqual([])
    expect(await find('\0')).toEqual([])
    expect(await find(id)).toEqual(['100% cotton_shirt'])
    expect(await find('   ')).toHaveLength(3)
    await renameDevice(id, 'Ünïcode')
    expect(await find('cotton')).toEqual([])
    expect(await find('ünÏ shop')).toEqual(['Ünïcode'])
  })

  test('the platforms of a team, and the devices of one', async () => {
    const { teamId } = await makePerson()
    expect(await listPlatforms(teamId)).toEqual([])
    for (const platform of ['web', 'cli', 'web', '', 'android']) await add(teamId, `on ${platform}`, { platform })
    expect(await listPlatforms(teamId)).toEqual(['android', 'cli', 'web'])
    expect(await allPages({ teamId, platform: 'web', pageSize: 1 })).toEqual([['on web'], ['on web']])
    expect(await namesOf({ teamId, platform: '\0' })).toEqual([])
    for (let i = 0; i < 40; i++) await add(teamId, 'x', { platform: `p${i}` })
    expect(await listPlatforms(teamId)).toHaveLength(30)
  })

  test('a cursor that is invalid or of another order starts from the beginning', async () => {
    const { teamId } = await makePerson()
    for (const name of ['b', 'a']) await add(teamId, name)
    const { nextCursor } = await listDevices({ teamId, pageSize: 1 })
    for (const cursor of ['', 'nonsense', 's.1.\0', 'n.AA.short', `n.AA.${randomId()}\0`, nextCursor ?? ''])
      expect(await namesOf({ teamId, sort: 'name', cursor })).toEqual(['a', 'b'])
    expect(await namesOf({ teamId, cursor: `n.YQ.${randomId()}` })).toEqual(['b', 'a'])
  })

  test('a device that was stored before lists could sort it is completed at the next start', async () => {
    const { teamId } = await makePerson()
    const id = await add(teamId, 'ТЕЛЕФОН')
    await db().device.update({ where: { id }, data: { sortName: '', searchText: '' } })
    expect(await namesOf({ teamId, search: 'телефон' })).toEqual([])
    await fillListColumns()
    await fillListColumns()
    expect(await namesOf({ teamId, search: 'телефон' })).toEqual(['ТЕЛЕФОН'])
    expect((await findDevice(id))?.name).toBe('ТЕЛЕФОН')
  })
})
