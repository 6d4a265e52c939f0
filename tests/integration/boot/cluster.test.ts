/** Starting with REDIS_URL: what the server checks in Redis, and what two servers share. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTime } from '#tests/support/in-time.ts'
import { type PrivatePostgres, startPostgres } from '#tests/support/postgres.ts'
import { type PrivateRedis, startRedis } from '#tests/support/redis.ts'
import { startServer } from '#tests/support/start-server.ts'
import { launch } from './launch.ts'

const PASSWORD = 'canary-7f3a-password'
const EMAIL = 'owner@example.com'
let postgres: PrivatePostgres
let redis: PrivateRedis
let env: Record<string, string>

beforeAll(async () => {
  postgres = await startPostgres()
  redis = await startRedis('--requirepass', PASSWORD, '--slowlog-log-slower-than', '-1')
  env = {
    DATABASE_URL: await postgres.createDatabase('cluster'),
    AUTH_SECRET: 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf',
    REDIS_URL: redis.url.replace('//', `//:${PASSWORD}@`),
    AGENT_LOGGER_DATA_DIR: redis.dir,
  }
})
afterAll(async () => {
  await redis.stop()
  await postgres.stop()
})

test('the server waits for a Redis that does not answer, then names its host without its password', async () => {
  const { code, stderr } = await launch({ ...env, REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:1` })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^agent-logger: Redis at 127\.0\.0\.1:1 does not respond\.\n {2}Check REDIS_URL/m)
  expect(stderr).not.toContain(PASSWORD)
})

test('a wrong password is reported at once', async () => {
  const startedAtMs = performance.now()
  const { code, stderr } = await launch({ ...env, REDIS_URL: redis.url.replace('//', `//:no-${PASSWORD}@`) })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^agent-logger: REDIS_URL: /)
  expect(stderr).not.toContain(PASSWORD)
  expect(performance.now() - startedAtMs).toBeLessThan(inTime(8_000))
})

test('the start warns when Redis keeps the arguments of commands, and only then', async () => {
  const keeps = await startRedis()
  const warned = await startServer({ ...env, REDIS_URL: keeps.url })
  expect(warned.output()).toMatch(
    /Redis at 127\.0\.0\.1:\d+ keeps arguments of slow commands \(SLOWLOG\).*CONFIG SET slowlog/,
  )
  await warned.remove()
  await keeps.stop()
  const quiet = await startServer(env)
  expect(quiet.output()).not.toMatch(/SLOWLOG/)
  await quiet.remove()
})

test('[SE2] two servers share a login', async () => {
  const [one, two] = await Promise.all([startServer(env), startServer(env)])
  one.cli(['user', 'add', '--email', EMAIL, '--password-stdin'], 'correct horse battery')
  const cookie = await signIn(one.url, EMAIL, 'correct horse battery')
  for (const { url } of [one, two]) {
    const response = await fetch(`${url}/api/v1/team`, { headers: { cookie } })
    expect(response.status).toBe(200)
  }
  await one.remove()
  await two.remove()
})

/** Signs in as the page does; returns the session cookie. */
async function signIn(url: string, email: string, password: string): Promise<string> {
  const csrf = await fetch(`${url}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const response = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies(csrf), origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
  })
  return cookies(response)
}

function cookies(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
