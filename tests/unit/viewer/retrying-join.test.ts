import { expect, test } from 'vitest'
import { wireError } from '#lib/protocol/error-codes.ts'
import type { JoinAnswer } from '#lib/protocol/messages.ts'
import { RetryingJoin } from '#lib/viewer/retrying-join.ts'

const refusal = (code: Parameters<typeof wireError>[0]): JoinAnswer => ({ ok: false, error: wireError(code) })
const accepted: JoinAnswer = { ok: true, state: null, session: null }
const turn = () => new Promise((resolve) => setImmediate(resolve))

function driven() {
  const answers: ((answer: JoinAnswer) => void)[] = []
  const timers: { delayMs: number; work: () => void }[] = []
  const events: string[] = []
  const join = new RetryingJoin(
    { device: 'd' },
    {
      connection: { join: () => new Promise((resolve) => answers.push(resolve)) },
      timing: {
        now: () => 0,
        random: () => 0.5,
        after: (delayMs, work) => {
          const timer = { delayMs, work }
          timers.push(timer)
          return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
        },
      },
      onJoined: () => events.push('joined'),
      onRefused: ({ code }) => events.push(code),
    },
  )
  const answer = async (value: JoinAnswer) => {
    answers.shift()?.(value)
    await turn()
  }
  return { join, answers, timers, events, answer }
}

test('it is pending until the answer arrives', async () => {
  const { join, answer, events } = driven()
  expect(join.state).toBe('idle')
  void join.start()
  expect(join.state).toBe('pending')
  await answer(accepted)
  expect([join.state, events]).toEqual(['joined', ['joined']])
})

test('a refusal that may pass is postponed and requested again by itself', async () => {
  const { join, answer, answers, timers, events } = driven()
  void join.start()
  await answer(refusal('too-many-viewers'))
  expect([join.state, events, timers.map(({ delayMs }) => delayMs)]).toEqual(['postponed', [], [4_500]])
  timers[0]?.work()
  expect([join.state, answers.length]).toEqual(['pending', 1])
})

test('a final refusal is reported and not repeated', async () => {
  const { join, answer, timers, events } = driven()
  void join.start()
  await answer(refusal('session-unknown'))
  expect([join.state, events, timers]).toEqual(['refused', ['session-unknown'], []])
})

test.each([
  ['a lost connection', 'idle', (join: RetryingJoin) => join.reset()],
  ['leaving', 'left', (join: RetryingJoin) => join.leave()],
] as const)('%s makes a late answer void and cancels the next request', async (_, state, stop) => {
  const { join, answer, timers, events } = driven()
  void join.start()
  stop(join)
  await answer(accepted)
  expect([join.state, events]).toEqual([state, []])
  void join.start()
  await answer(refusal('too-many-viewers'))
  stop(join)
  expect([join.state, timers]).toEqual([state, []])
})

test('a second request makes the answer to the first void', async () => {
  const { join, answer, events } = driven()
  void join.start()
  void join.start()
  await answer(refusal('session-unknown'))
  expect([join.state, events]).toEqual(['pending', []])
  await answer(accepted)
  expect([join.state, events]).toEqual(['joined', ['joined']])
})

test('being joined without a request settles it, but the answer to a pending request still counts', async () => {
  const { join, answer, timers, events } = driven()
  void join.start()
  join.confirm()
  expect(join.state).toBe('pending')
  await answer(refusal('too-many-viewers'))
  join.confirm()
  expect([join.state, timers, events]).toEqual(['joined', [], []])
})
