/** [VW1] Two tabs or processes of one device: everyone who follows the device gets the records of both. */
import { afterEach, expect, test, vi } from 'vitest'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { LiveViewer } from '#lib/viewer/live-viewer.ts'
import { DEVICE, person } from '#tests/support/sessions.ts'
import { startRelay } from '#tests/support/start-relay.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

test('runs that began before and after the viewer are all there, each under its own heading', async () => {
  const relay = await startRelay()
  closing.push(relay.close)
  relay.grants.set('follower', person())
  const run = (name: string) => {
    const logger = startAgentLogger({ server: relay.url, token: 'agl_d_x', name: 'Shop', warn() {} })
    closing.push(() => logger.close())
    logger.info(`${name} 1`)
    return logger
  }
  const runs = [run('a'), run('b')]
  for (const each of runs) expect(await each.flush()).toBe(true)

  const viewer = new LiveViewer({
    server: relay.url,
    hello: async () => ({ version: PROTOCOL_VERSION, token: 'follower' }),
    target: { device: DEVICE },
    schedule: (task) => void setImmediate(task),
  })
  closing.push(() => viewer.close())
  const shown = () => {
    const { rowCount } = viewer.log.view()
    return Array.from({ length: rowCount }, (_, i) => viewer.log.row(i))
      .map((row) => (row?.kind === 'record' ? row.record.body : row?.kind))
      .join(', ')
  }
  await vi.waitFor(() => expect(shown()).toBe('a 1, session, b 1'))
  expect(viewer.snapshot().otherRuns).toBe(1)
  runs[0]?.info('a 2')
  await vi.waitFor(() => expect(shown()).toBe('a 1, a 2, session, b 1'))

  const third = run('c')
  await vi.waitFor(() => expect(shown()).toBe('a 1, a 2, session, b 1, session, c 1'))
  expect(viewer.snapshot()).toMatchObject({ otherRuns: 2, session: { session: third.session } })
  runs[1]?.info('b 2')
  await vi.waitFor(() => expect(shown()).toBe('a 1, a 2, session, b 1, b 2, session, c 1'))
  await runs[0]?.close()
  await vi.waitFor(() => expect(viewer.snapshot().otherRuns).toBe(1))
})
