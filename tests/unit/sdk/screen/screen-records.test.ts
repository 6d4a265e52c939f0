/** What the screen shows of a logger's own memory: sealed batches, what is not sealed yet, and what comes. */
import { afterEach, expect, test, vi } from 'vitest'
import { ringOf } from '#lib/sdk/delivery/held-records.ts'
import { type AgentLogger, startAgentLogger } from '#lib/sdk/index.ts'
import { ScreenRecords } from '#lib/sdk/screen/screen-records.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const loggers: AgentLogger[] = []
afterEach(async () => {
  for (const logger of loggers.splice(0)) await logger.close()
})

function local(): AgentLogger {
  const logger = startAgentLogger({ server: '', token: '', warn: () => {} })
  loggers.push(logger)
  return logger
}

function open(logger: AgentLogger, changed = () => {}): ScreenRecords {
  const held = ringOf(logger)
  if (!held) throw new Error('a logger of ours shows what it holds')
  return new ScreenRecords(held, changed)
}

const bodies = ({ shown }: ScreenRecords) => shown.map(({ body }) => body)

test('what was logged before and what comes is shown once and in order', async () => {
  const logger = local()
  for (let i = 1; i <= 600; i++) logger.info(`before ${i}`)
  const changed = vi.fn()
  const records = open(logger, changed)
  logger.warn('after')
  await vi.waitFor(() => expect(records.total).toBe(601))
  expect(records.shown.map(({ seq }) => seq)).toEqual(Array.from({ length: 601 }, (_, i) => i + 1))
  expect(bodies(records).at(-1)).toBe('after')
  expect(changed).toHaveBeenCalled()
})

test('words are looked for in message and error, whatever their case; levels limit both', async () => {
  const logger = local()
  logger.info('Order placed')
  logger.error('Payment failed', new TypeError('no CARD'))
  logger.warn('card is old')
  const records = open(logger)
  await vi.waitFor(() => expect(records.total).toBe(3))
  records.filter('card', new Set())
  expect(bodies(records)).toEqual(['Payment failed', 'card is old'])
  records.filter(' card ', new Set(['error']))
  expect(bodies(records)).toEqual(['Payment failed'])
  records.filter('', new Set(['info', 'warn']))
  expect(bodies(records)).toEqual(['Order placed', 'card is old'])
  logger.info('one more')
  logger.error('not of these')
  await vi.waitFor(() => expect(records.total).toBe(5))
  expect(bodies(records)).toEqual(['Order placed', 'card is old', 'one more'])
})

test('what is chosen is exported, and all that is shown where nothing is', async () => {
  const logger = local()
  for (const text of ['a', 'b', 'c']) logger.info(text)
  const records = open(logger)
  await vi.waitFor(() => expect(records.total).toBe(3))
  expect(records.chosen.map(({ body }) => body)).toEqual(['a', 'b', 'c'])
  records.selected.add(2)
  records.filter('c', new Set())
  expect(records.chosen.map(({ body }) => body)).toEqual(['b'])
})

test('[limit screenRecordsMax] only the newest are kept, and the selection with them', async () => {
  withLimits({ screenRecordsMax: 3 })
  const logger = local()
  const records = open(logger)
  logger.error('1')
  await vi.waitFor(() => expect(records.total).toBe(1))
  records.selected.add(1)
  for (const text of ['2', '3', '4', '5']) logger.info(text)
  await vi.waitFor(() => expect(bodies(records)).toEqual(['3', '4', '5']))
  expect(records.selected.size).toBe(0)
})

test('a closed screen reads no more', async () => {
  const logger = local()
  const records = open(logger)
  records.close()
  logger.info('unseen')
  await Promise.resolve()
  expect(records.total).toBe(0)
})

test('a record is decoded once, however many wait beside it for their batch', async () => {
  const logger = local()
  const records = open(logger)
  const parse = vi.spyOn(JSON, 'parse')
  for (let i = 0; i < 100; i++) logger.info(`burst ${i}`)
  await vi.waitFor(() => expect(records.total).toBe(100))
  const decoded = parse.mock.calls.length
  parse.mockRestore()
  expect(decoded).toBeLessThanOrEqual(200)
})
