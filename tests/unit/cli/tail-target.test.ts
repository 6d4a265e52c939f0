/** What `tail` follows, found through a connection that the test plays. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findTarget } from '#lib/cli/tail-target.ts'
import { wireError } from '#lib/protocol/error-codes.ts'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import type { TeamAnswer, ViewerConnection, ViewerListener } from '#lib/viewer/viewer-connection.ts'

const TEAM = 'team0000000001'
const SUMMARY = { session: 'session1', deviceId: 'device1', liveness: 'live', startedAtMs: 1, device: { name: 'Shop' } }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

function scene() {
  const answers: ((answer: TeamAnswer) => void)[] = []
  const connection = {
    status: { state: 'live', error: null, retryAtMs: null },
    welcome: { teamIds: [TEAM] },
    listen: (_: ViewerListener) => () => true,
    watchTeam: () => new Promise<TeamAnswer>((resolve) => answers.push(resolve)),
    unwatchTeam: () => {},
  }
  const wanted = { session: undefined, device: undefined }
  const target = findTarget(
    connection as unknown as ViewerConnection,
    wanted,
    async () => null,
    'http://x',
    () => {},
  )
  const answer = async (answer: TeamAnswer) => {
    answers.at(-1)?.(answer)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { answers, answer, target }
}

test('a request that got no answer, or was refused for now, is repeated', async () => {
  const { answers, answer, target } = scene()
  await answer({ ok: false, error: wireError('server-unreachable') })
  expect(answers).toHaveLength(1)
  vi.advanceTimersByTime(3_000)
  expect(answers).toHaveLength(2)
  await answer({ ok: true, sessions: [SUMMARY as unknown as SessionSummary] })
  expect(await target).toEqual({ join: { session: 'session1' }, isNew: false })
  expect(vi.getTimerCount()).toBe(0)
})

test('a request that was refused for good ends the search', async () => {
  const { answer, target } = scene()
  const failure = target.catch((error: Error) => error)
  await answer({ ok: false, error: wireError('forbidden') })
  expect(await failure).toMatchObject({ exitCode: 2 })
  expect(vi.getTimerCount()).toBe(0)
})
