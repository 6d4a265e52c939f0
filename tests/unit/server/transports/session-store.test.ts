/** What of a session is written when, and that the relay's memory lets go of it. */
import { expect, test, vi } from 'vitest'
import { NO_COUNTERS, type SessionState } from '#lib/protocol/messages.ts'
import { Hub } from '#lib/server/relay/hub.ts'
import { SessionStore } from '#lib/server/relay/session-store.ts'
import { RecordingOutput } from '#tests/support/recording-output.ts'
import { DEVICE, factsOf, hello, person, SESSION, TEAM } from '#tests/support/sessions.ts'

function storeOf(endSession: () => Promise<void>) {
  const rows = {
    recordSessionStart: async () => ({ deviceId: DEVICE, deviceName: '', startedAtMs: 0 }),
    saveSessionProgress: async () => {},
    endSession,
    findSessionState: async () => null,
    findDeviceTeam: async () => TEAM,
  }
  const teamChanged = vi.fn()
  return { store: new SessionStore(rows, () => {}, teamChanged), teamChanged }
}

const ENDED: SessionState = {
  ...{ session: SESSION, liveness: 'ended', tail: 11, head: 10, counters: NO_COUNTERS, device: factsOf().device },
  ...{ startedAtMs: 0, endedAtMs: 5, viewers: 0 },
}

test('an old session that somebody looked at leaves memory again', async () => {
  const hub = new Hub(new RecordingOutput())
  const { store, teamChanged } = storeOf(async () => {})
  for (let i = 0; i < 50; i++) {
    const id = `old-session-${i}`
    const session = hub.remember(factsOf(id), { ...ENDED, session: id }, 10)
    hub.subscriptions.join('v1', person(), session, 10)
    hub.subscriptions.leave('v1', id)
  }
  await store.saveAll(hub.sessions.values(), 20)
  hub.tick(1000)
  hub.tick(2000)
  expect(hub.sessions.size).toBe(0)
  expect(teamChanged).not.toHaveBeenCalled()
})

test('an end that the database missed is written later, and then leaves memory', async () => {
  const out = new RecordingOutput()
  const hub = new Hub(out)
  const written = vi.fn(async () => {}).mockRejectedValueOnce(new Error('away'))
  const { store } = storeOf(written)
  const session = hub.openSession('d1', hello(), factsOf(), 'token1', 0)
  hub.bye('d1', { tail: 1, head: 0, counters: NO_COUNTERS }, 1)
  hub.deviceLost('d1', 2)
  await store.saveEnd(session)
  hub.tick(1000)
  hub.tick(2000)
  expect(hub.sessions.size).toBe(1)
  await store.saveAll(hub.sessions.values(), 3000)
  hub.tick(3000)
  expect(written).toHaveBeenCalledTimes(2)
  expect(hub.sessions.size).toBe(0)
})
