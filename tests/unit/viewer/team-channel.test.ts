/** The team channel over a connection that the test plays: requests that are refused for now or stay unanswered. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { wireError } from '#lib/protocol/error-codes.ts'
import { TeamChannel } from '#lib/viewer/team-channel.ts'
import type { ConnectionStatus, TeamAnswer, ViewerListener } from '#lib/viewer/viewer-connection.ts'

const LIVE: ConnectionStatus = { state: 'live', error: null, retryAtMs: null }
const AWAY: ConnectionStatus = { state: 'reconnecting', error: null, retryAtMs: 1 }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

function scene() {
  const listeners: ViewerListener[] = []
  const answers: ((answer: TeamAnswer) => void)[] = []
  const connection = {
    status: LIVE,
    listen: (listener: ViewerListener) => {
      listeners.push(listener)
      return () => true
    },
    watchTeam: () => new Promise<TeamAnswer>((resolve) => answers.push(resolve)),
    unwatchTeam: () => {},
  }
  return {
    channel: new TeamChannel({ connection, team: 'team0000000001' }),
    answers,
    become: (status: ConnectionStatus) => {
      connection.status = status
      for (const listener of listeners) listener.status?.(status)
    },
    answer: async (index: number, answer: TeamAnswer) => {
      answers[index]?.(answer)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

const refused = (code: Parameters<typeof wireError>[0]): TeamAnswer => ({ ok: false, error: wireError(code) })

test('a request that got no answer, or was refused for now, is repeated until it is answered', async () => {
  const { channel, answers, answer } = scene()
  for (const index of [0, 1, 2]) {
    await answer(index, refused('server-unreachable'))
    vi.advanceTimersByTime(1_999)
    expect(answers).toHaveLength(index + 1)
    vi.advanceTimersByTime(1)
    expect(answers).toHaveLength(index + 2)
  }
  await answer(3, { ok: true, sessions: [] })
  expect([channel.snapshot().isLoaded, vi.getTimerCount()]).toEqual([true, 0])
})

test('a request that was refused for good is not repeated', async () => {
  const { answer } = scene()
  await answer(0, refused('forbidden'))
  expect(vi.getTimerCount()).toBe(0)
})

test('nothing is repeated without a connection, or after the channel is closed', async () => {
  const { channel, answer, answers, become } = scene()
  await answer(0, refused('server-unreachable'))
  become(AWAY)
  vi.advanceTimersByTime(60_000)
  expect(answers).toHaveLength(1)
  become(LIVE)
  expect(answers).toHaveLength(2)
  await answer(1, refused('server-unreachable'))
  channel.close()
  vi.advanceTimersByTime(60_000)
  expect(answers).toHaveLength(2)
})
