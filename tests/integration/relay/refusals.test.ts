/** What the relay remembers of devices that it does not let in, over real sockets. */
import { afterEach, expect, test, vi } from 'vitest'
import { person, TEAM } from '../../support/sessions.ts'
import { next, refusalOf, startRelay, type TestRelay } from '../../support/start-relay.ts'
import { withLimits } from '../../support/with-limits.ts'

let relay: TestRelay
afterEach(() => relay.close())

const seen = (isNear = false) => relay.relay.refused.list(TEAM, () => isNear, Date.now())

test('a device with a revoked token is told, remembered for its team within a second, and its dashboards hear of it', async () => {
  relay = await startRelay()
  relay.grants.set('ada', person())
  const viewer = relay.viewer({ token: 'ada' })
  await next(viewer, 'welcome')
  expect(await viewer.emitWithAck('watchTeam', TEAM)).toMatchObject({ ok: true })
  const told = next<[string, string]>(viewer, 'teamChanged')
  expect(await refusalOf(relay.device({ token: 'agl_d_revoked' }))).toMatchObject({ code: 'token-revoked' })
  expect(seen()).toMatchObject([
    { tokenId: 'agl_d_revoked', code: 'token-revoked', count: 1, device: { platform: expect.any(String) } },
  ])
  expect(relay.relay.refused.list('other', () => false, Date.now())).toEqual([])
  expect(await told).toEqual([TEAM, 'tokens'])
})

test('a stranger’s token says nothing of a team: it is seen from its own network only', async () => {
  relay = await startRelay()
  await refusalOf(relay.device({ token: 'what is this' }))
  expect(seen()).toEqual([])
  expect(seen(true)).toMatchObject([{ tokenId: null, network: '127.0.0.1', code: 'token-malformed' }])
})

test('a device that is let in at last is in trouble no more', async () => {
  relay = await startRelay()
  withLimits({ tokenSessionsMax: 0 })
  await next(relay.device({ session: 'session-1-0000000' }), 'fault')
  expect(seen()).toMatchObject([{ code: 'too-many-sessions' }])
  withLimits({ tokenSessionsMax: 500 })
  await next(relay.device({ session: 'session-1-0000000' }), 'welcome')
  await vi.waitFor(() => expect(seen()).toEqual([]))
})
