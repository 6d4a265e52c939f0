/** Which changes of a live source are drawn. */
import { expect, test } from 'vitest'
import type { SessionState } from '#lib/protocol/messages.ts'
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'
import { steadySnapshot } from '#lib/viewer/steady-snapshot.ts'

const session = {
  session: 's',
  liveness: 'live',
  tail: 1,
  head: 10,
  counters: { records: 10, bytes: 900, levels: [0, 10] },
  device: { id: 'd', name: 'Shop', platform: '', os: '', model: '', appName: '', appVersion: '' },
  startedAtMs: 5,
  endedAtMs: null,
  viewers: 1,
} as never as SessionState
const first: LiveSnapshot = {
  connection: { state: 'live', error: null, retryAtMs: null },
  isJoined: true,
  session,
  refusal: null,
  watchers: [],
  expiresAtMs: null,
  path: 'relay',
}

test('a session that runs is drawn again when anything but its counts changes, and once more when it has ended', () => {
  let now = first
  const steady = steadySnapshot(() => now)
  const isDrawn = (change: Partial<LiveSnapshot>) => {
    const before = steady()
    now = { ...now, ...change }
    return steady() !== before
  }
  const changed = (change: object) => ({ session: structuredClone({ ...(now.session as SessionState), ...change }) })
  expect(isDrawn(changed({ head: 20, tail: 3, counters: { records: 20, bytes: 1_800, levels: [0, 20] } }))).toBe(false)
  expect(isDrawn(changed({ viewers: 2 }))).toBe(true)
  expect(steady().session).toMatchObject({ head: 20, viewers: 2 })
  expect(isDrawn(changed({ clockOffsetMs: 4 }))).toBe(true)
  expect(isDrawn(changed({}))).toBe(false)
  expect(isDrawn(changed({ device: { ...session.device, name: 'Other' } }))).toBe(true)
  expect(isDrawn({ isJoined: false })).toBe(true)
  expect(isDrawn({ watchers: [] })).toBe(true)
  expect(isDrawn(changed({ head: 30 }))).toBe(false)
  expect(isDrawn(changed({ liveness: 'ended', endedAtMs: 9 }))).toBe(true)
  expect(isDrawn(changed({ counters: { records: 31, bytes: 2, levels: [0, 31] } }))).toBe(true)
  expect(steady()).toBe(now)
  expect(isDrawn({ session: null })).toBe(true)
  expect(isDrawn({ session })).toBe(true)
})
