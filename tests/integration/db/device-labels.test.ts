/** Labels of devices in both databases: what a device and a team may have, and lists by label. */
import { expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { db } from '#lib/server/db/client.ts'
import { listLabels, setLabels } from '#lib/server/db/device-labels.ts'
import { listDevices } from '#lib/server/db/device-lists.ts'
import { findDevice, forgetDevice } from '#lib/server/db/devices.ts'
import { recordSessionStart } from '#lib/server/db/sessions.ts'
import { describeDevice, describeOnBoth, makePerson } from '#tests/support/database.ts'
import { withLimits } from '#tests/support/with-limits.ts'

describeOnBoth('labels of devices', () => {
  async function add(teamId: string, name: string) {
    const device = describeDevice({ installationId: randomId(), name })
    const start = { id: randomId(), teamId, tokenId: null, startedAtMs: Date.now(), device }
    return { id: (await recordSessionStart(start)).deviceId, teamId }
  }
  const labeled = async (teamId: string, label: string) =>
    (await listDevices({ teamId, label, sort: 'name' })).devices.map(({ name, labels }) => `${name}: ${labels}`)

  test('a device has the labels that it was given last, in one spelling and in order', async () => {
    const device = await add((await makePerson()).teamId, 'Pixel')
    expect((await findDevice(device.id))?.labels).toEqual([])
    expect(await setLabels(device, ['QA Lab', 'staging', 'qa-lab', 'Ünï'])).toEqual(['qa-lab', 'staging', 'ünï'])
    expect(await setLabels(device, ['staging', 'a', 'стенд'])).toEqual(['a', 'staging', 'стенд'])
    expect((await findDevice(device.id))?.labels).toEqual(['a', 'staging', 'стенд'])
    await setLabels(device, [])
    expect((await findDevice(device.id))?.labels).toEqual([])
  })

  test('lists show labels and find the devices with one, in one team', async () => {
    const { teamId } = await makePerson()
    const other = await add((await makePerson()).teamId, 'of another team')
    const [a, b, c] = [await add(teamId, 'a'), await add(teamId, 'b'), await add(teamId, 'c')]
    await setLabels(a, ['staging', 'qa'])
    await setLabels(b, ['stag'])
    await setLabels(c, ['staging'])
    await setLabels(other, ['staging', 'theirs'])
    expect(await labeled(teamId, 'staging')).toEqual(['a: qa,staging', 'c: staging'])
    expect(await labeled(teamId, 'stagin')).toEqual([])
    expect(await labeled(teamId, "'\0%")).toEqual([])
    expect(await listLabels(teamId)).toEqual(['qa', 'stag', 'staging'])
    const page = await listDevices({ teamId, label: 'staging', pageSize: 1, isLive: true })
    expect(page.devices).toHaveLength(1)
    const rest = await listDevices({ teamId, label: 'staging', pageSize: 5, cursor: page.nextCursor ?? '' })
    expect([...page.devices, ...rest.devices].map(({ name }) => name).sort()).toEqual(['a', 'c'])
  })

  test('labels go with their device and with their team', async () => {
    const { teamId } = await makePerson()
    const [a, b] = [await add(teamId, 'a'), await add(teamId, 'b')]
    await setLabels(a, ['x'])
    await setLabels(b, ['y'])
    await forgetDevice(a.id)
    expect(await listLabels(teamId)).toEqual(['y'])
    await db().team.delete({ where: { id: teamId } })
    expect(await db().deviceLabel.count({ where: { teamId } })).toBe(0)
  })

  test('two people may change them at the same time', async () => {
    const device = await add((await makePerson()).teamId, 'a')
    const made = await Promise.all([setLabels(device, ['x', 'y']), setLabels(device, ['y', 'z'])])
    expect(made.map(String)).toContain(String((await findDevice(device.id))?.labels))
  })

  test('what is no label changes nothing', async () => {
    const device = await add((await makePerson()).teamId, 'a')
    await setLabels(device, ['kept'])
    for (const text of ['', '   ', 'a/b', '\0', 'x'.repeat(LIMITS.deviceLabelCharsMax + 1)])
      await expect(setLabels(device, ['fine', text])).rejects.toMatchObject({ code: 'invalid-input' })
    expect((await findDevice(device.id))?.labels).toEqual(['kept'])
  })

  test('[limit deviceLabelsMax][limit teamLabelsMax] a device and a team have no more than that', async () => {
    withLimits({ deviceLabelsMax: 2, teamLabelsMax: 3 })
    const { teamId } = await makePerson()
    const [a, b] = [await add(teamId, 'a'), await add(teamId, 'b')]
    await expect(setLabels(a, ['1', '2', '3'])).rejects.toMatchObject({ limit: 'deviceLabelsMax' })
    await setLabels(a, ['1', '2'])
    await setLabels(b, ['2', '3'])
    await expect(setLabels(b, ['2', '4'])).resolves.toEqual(['2', '4'])
    await expect(setLabels(b, ['3', '4'])).rejects.toMatchObject({ code: 'limit-reached', limit: 'teamLabelsMax' })
    expect(await listLabels(teamId)).toEqual(['1', '2', '4'])
    // One that is here already takes no place.
    await expect(setLabels(b, ['1', '4'])).resolves.toEqual(['1', '4'])
  })
})
