/** What the relay remembers of devices that it rejects, over real sockets. */
import { afterEach, expect, test, vi } from 'vitest'
import { person, TEAM } from '#tests/support/sessions.ts'
import { next, refusalOf, startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let relay: TestRelay
afterEach(() => relay.close())

const seen = (isNear = false) => relay.relay.rejected.list(TEAM, () => isNear, Date.now())

test('a device with a revoked token gets the reason, is remembered for its team, and its dashboards are notified within a second', async () => {
  relay = await startRelay()
  relay.grants.set('ada', person())
  const viewer = relay.viewer({ token: 'ada' })
  await next(viewer, 'welcome')
  expect(await viewer.emitWithAck('watchTeam', TEAM)).toMatchObject({ ok: true })
  const changed = next<[string, string]>(viewer, 'teamChanged')
  expect(await refusalOf(relay.device({ token: 'agl_d_revoked' }))).toMatchObject({ code: 'token-revoked' })
  expect(seen()).toMatchObject([
    { tokenId: 'agl_d_revoked', code: 'token-revoked', count: 1, device: { platform: expect.any(String) } },
  ])
  expect(relay.relay.rejected.list('other', () => false, Date.now())).toEqual([])
  expect(await changed).toEqual([TEAM, 'rejections'])
})

test('an unknown token belongs to no team: its rejection is listed only in its own network', async () => {
  relay = await startRelay()
  await refusalOf(relay.device({ token: 'what is this' }))
  expect(seen()).toEqual([])
  expect(seen(true)).toMatchObject([{ tokenId: null, network: '127.0.0.1', code: 'token-malformed' }])
})

test('a rejection is forgotten once the device is admitted', async () => {
  relay = await startRelay()
  withLimits({ tokenSessionsMax: 0 })
  await next(relay.device({ session: 'session-1-0000000' }), 'fault')
  expect(seen()).toMatchObject([{ code: 'too-many-sessions' }])
  withLimits({ tokenSessionsMax: 500 })
  await next(relay.device({ session: 'session-1-0000000' }), 'welcome')
  await vi.waitFor(() => expect(seen()).toEqual([]))
})
