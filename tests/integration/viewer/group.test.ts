/** One time line over devices that count alike: they come and go while the page is open, and nothing is lost or shown twice. */
import { afterEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { LiveViewer } from '#lib/viewer/live-viewer.ts'
import { person, TEAM } from '#tests/support/sessions.ts'
import { startRelay } from '#tests/support/start-relay.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const idOf = (name: string) => `device-of-${name}-0000`

async function openRelay() {
  const relay = await startRelay({
    rows: {
      recordSessionStart: async ({ device, startedAtMs }) => {
        return { deviceId: idOf(device.name), deviceName: device.name, startedAtMs }
      },
      findDeviceTeam: async () => TEAM,
    },
  })
  closing.push(relay.close)
  relay.grants.set('group', person())
  const run = (name: string) => {
    const logger = startAgentLogger({ server: relay.url, token: 'agl_d_x', name, warn() {} })
    closing.push(() => logger.close())
    return logger
  }
  const open = (...names: string[]) => {
    const viewer = new LiveViewer({
      server: relay.url,
      hello: async () => ({ version: PROTOCOL_VERSION, token: 'group' }),
      target: null,
      group: names.map(idOf),
      schedule: (task) => void setImmediate(task),
    })
    closing.push(() => viewer.close())
    return viewer
  }
  return { relay, run, open }
}

/** The texts of the records in sight, in alphabetical order. */
function shown({ log }: LiveViewer): string {
  return Array.from({ length: log.view().rowCount }, (_, i) => log.row(i))
    .flatMap((row) => (row?.kind === 'record' ? row.record.body : []))
    .sort()
    .join(', ')
}
const seenBy = (viewer: LiveViewer, text: string) => vi.waitFor(() => expect(shown(viewer)).toBe(text))
const namesIn = (viewer: LiveViewer) => (viewer.snapshot().also ?? []).map(({ device }) => device.name).sort()

test('devices that run now and those that come online later stand in one log, each by its name', async () => {
  const { run, open } = await openRelay()
  const a = run('a')
  a.info('a 1')
  expect(await a.flush()).toBe(true)
  const viewer = open('a', 'b')
  await seenBy(viewer, 'a 1')
  await vi.waitFor(() => expect(viewer.snapshot()).toMatchObject({ isJoined: true, session: null }))
  const b = run('b')
  b.info('b 1')
  a.info('a 2')
  await seenBy(viewer, 'a 1, a 2, b 1')
  expect(namesIn(viewer)).toEqual(['a', 'b'])
  viewer.log.setFilter({ levels: [], text: 'device:b' })
  await seenBy(viewer, 'b 1')
})

test('a device that joins the group appears, and one that leaves it catches up when it is back', async () => {
  const { run, open } = await openRelay()
  const [a, b] = [run('a'), run('b')]
  a.info('a 1')
  b.info('b 1')
  for (const each of [a, b]) expect(await each.flush()).toBe(true)
  const viewer = open('a')
  await seenBy(viewer, 'a 1')
  viewer.setGroup(['a', 'b'].map(idOf))
  await seenBy(viewer, 'a 1, b 1')
  viewer.setGroup([idOf('b')])
  for (let i = 2; i <= 4; i++) a.info(`a ${i}`)
  b.info('b 2')
  await a.flush()
  await seenBy(viewer, 'a 1, b 1, b 2')
  viewer.setGroup(['a', 'b'].map(idOf))
  await seenBy(viewer, 'a 1, a 2, a 3, a 4, b 1, b 2')
  b.info('b 3')
  a.info('a 5')
  await seenBy(viewer, 'a 1, a 2, a 3, a 4, a 5, b 1, b 2, b 3')
  expect(viewer.log.view()).toMatchObject({ total: 8 })
})

test('a group without devices waits, and so does one whose devices are away', async () => {
  const { run, open } = await openRelay()
  const viewer = open()
  await vi.waitFor(() => expect(viewer.snapshot()).toMatchObject({ isJoined: true, session: null, also: [] }))
  viewer.setGroup([idOf('a')])
  run('a').info('a 1')
  await seenBy(viewer, 'a 1')
})

test('[VW7] a device that left the group frees its place and that of its session on the connection', async () => {
  withLimits({ viewerDevicesMax: 1, viewerSessionsMax: 1 })
  const { run, open } = await openRelay()
  run('a').info('a 1')
  run('b').info('b 1')
  const viewer = open('a')
  await seenBy(viewer, 'a 1')
  viewer.setGroup([idOf('b')])
  await seenBy(viewer, 'a 1, b 1')
})

test('[limit groupDevicesMax] a group shows no more devices, and the sessions of a connection leave room for restarts', async () => {
  expect(LIMITS.groupDevicesMax).toBeLessThan(LIMITS.viewerSessionsMax)
  withLimits({ groupDevicesMax: 1 })
  const { run, open } = await openRelay()
  run('b').info('b 1')
  const a = run('a')
  a.info('a 1')
  const viewer = open('a', 'b')
  await seenBy(viewer, 'a 1')
  a.info('a 2')
  await seenBy(viewer, 'a 1, a 2')
  expect(namesIn(viewer)).toEqual(['a'])
})

test('everything loads again with each device that is in the group', async () => {
  const { run, open } = await openRelay()
  for (const name of ['a', 'b']) run(name).info(`${name} 1`)
  const viewer = open('a', 'b')
  await seenBy(viewer, 'a 1, b 1')
  viewer.setGroup([idOf('a')])
  viewer.reload()
  await seenBy(viewer, 'a 1')
  viewer.setGroup(['a', 'b'].map(idOf))
  await seenBy(viewer, 'a 1, b 1')
})
