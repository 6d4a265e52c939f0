/** Rates and single use: counted in Redis across processes, and in each process while Redis is away. */
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { connectRedis, type RedisConnections } from '#lib/server/redis/connect.ts'
import { Once } from '#lib/server/redis/once.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'
import { redisSlot } from '#lib/server/redis/redis-slot.ts'
import { openNodeBus } from '#lib/server/transports/node-bus/node-bus.ts'
import { type PrivateRedis, startRedis } from '#tests/support/redis.ts'

let redis: PrivateRedis
let connections: RedisConnections
beforeAll(async () => {
  redis = await startRedis()
  connections = await connectRedis(redis.url, () => {})
  redisSlot.put(connections.commands)
})
afterAll(async () => {
  redisSlot.put(undefined as never)
  connections.close()
  await redis.stop()
})
afterEach(() => redis.process.kill('SIGCONT'))

const limiter = () => new RateLimiter({ name: 'test', points: 3, seconds: 60 })

test('[LM5] two processes share one rate', async () => {
  const [one, two] = [limiter(), limiter()]
  expect([await one.take('a'), await two.take('a')]).toEqual([null, null])
  await one.giveBack('a')
  expect([await one.take('a'), await two.take('a')]).toEqual([null, null])
  expect(await two.take('a')).toMatchObject({ waitMs: expect.closeTo(60_000, -4) })
  expect(await two.take('b')).toBeNull()
  await one.forget('a')
  expect(await two.take('a')).toBeNull()
})

test('Redis never sees an address, account or token', async () => {
  await limiter().take('192.0.2.1 ada@example.com')
  const client = new Redis(redis.url)
  const keys = await client.keys('*')
  client.disconnect()
  expect(keys.length).toBeGreaterThan(0)
  expect(keys.join(' ')).not.toMatch(/192\.0\.2|ada/)
})

test('[AC2] a ticket used on one process is used on the other', async () => {
  const [one, two] = [new Once('test', 10), new Once('test', 10)]
  const untilMs = Date.now() + 60_000
  expect(await one.claim('nonce-1', untilMs, Date.now())).toBe(true)
  expect(await two.claim('nonce-1', untilMs, Date.now())).toBe(false)
  expect(await two.claim('nonce-2', untilMs, Date.now())).toBe(true)
})

test('while Redis is away, each process counts on its own: neither unlimited nor blocked', async () => {
  await redis.crash()
  await vi.waitFor(() => expect(connections.commands.status).not.toBe('ready'))
  const one = limiter()
  const answers = []
  for (let i = 0; i < 4; i++) answers.push(await one.take('c'))
  expect(answers.map((refusal) => refusal === null)).toEqual([true, true, true, false])
  const once = new Once('test', 10)
  expect(await once.claim('nonce-3', Date.now() + 1000, Date.now())).toBe(true)
  expect(await once.claim('nonce-3', Date.now() + 1000, Date.now())).toBe(false)
  await redis.start()
  await vi.waitFor(() => expect(connections.commands.status).toBe('ready'))
})

test('[limit nodeBusBytesMax] messages that a stopped Redis does not accept are dropped beyond a limit, and counted', async () => {
  const overflowed = vi.fn()
  const bus = openNodeBus({ ...connections, secret: 'secret', overflowed, log: () => {} })
  await vi.waitFor(() => expect(connections.publisher.status).toBe('ready'))
  redis.process.kill('SIGSTOP')
  const bytes = Buffer.alloc(64 * 1024, 'x')
  for (let i = 0; i < 1_000; i++) bus.toWatching('session', ['batch', ['session', 0, i + 1, 1, bytes.length], bytes])
  const taken = 1_000 - overflowed.mock.calls.length
  expect(taken * bytes.length).toBeLessThan(LIMITS.nodeBusBytesMax)
  expect(taken * bytes.length).toBeGreaterThan(LIMITS.nodeBusBytesMax / 2)
  redis.process.kill('SIGCONT')
  await bus.close()
})
