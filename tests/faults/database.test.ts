/** The database goes away under the built server [F15]. A proxy that refuses and swallows stands in for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { createTokenByOperator, createUserByOperator } from '#lib/server/auth/operator.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'
import { closeDb, db } from '#lib/server/db/client.ts'
import { FaultProxy } from '#tests/support/fault-proxy.ts'
import { expectWhole, inScene } from '#tests/support/fault-scene.ts'
import { inTime } from '#tests/support/in-time.ts'
import { type PrivatePostgres, startPostgres } from '#tests/support/postgres.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'
import { CheckedDevice, CheckedViewer } from '#tests/support/verified-stream.ts'

const EMAIL = 'owner@example.com'
/** Longer than the time between two checks of grants, and than several saves. */
const OUTAGE_MS = 32_000
let postgres: PrivatePostgres
let link: FaultProxy
let server: TestServer
const token = { device: '', api: '' }

beforeAll(async () => {
  postgres = await startPostgres()
  link = await FaultProxy.before(postgres.port)
  const direct = await postgres.createDatabase('app')
  const AUTH_SECRET = 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf'
  const env = { DATABASE_URL: direct.replace(`:${postgres.port}/`, `:${link.port}/`), AUTH_SECRET }
  server = await startServer(env)
  putConfig(
    loadConfig({ AGENT_LOGGER_DATA_DIR: server.dataDir, PUBLIC_URL: server.url, DATABASE_URL: direct, AUTH_SECRET }),
  )
  await createUserByOperator({ email: EMAIL, password: 'correct horse battery' })
  for (const kind of ['device', 'api'] as const)
    token[kind] = await createTokenByOperator({ email: EMAIL, name: kind, kind })
})
afterAll(async () => {
  await closeDb()
  await server?.remove()
  await link?.close()
  await postgres?.stop()
})

test(
  '[F15] without the database, existing sessions continue, no new client is accepted, and everything recovers on its own',
  inScene(async (scene) => {
    const device = scene.track(new CheckedDevice(server.url, { token: token.device }), (opened) => opened.close())
    await device.whenLive()
    const { session } = device.logger
    const viewer = scene.track(new CheckedViewer(server.url, session, token.api), (opened) => opened.close())
    const logging = device.run(500)
    await viewer.has(500)

    link.partition()
    link.reset()
    const warnings: string[] = []
    const late = scene.track(
      startAgentLogger({
        server: server.url,
        token: token.device,
        installationId: 'installation02',
        warn: (line) => warnings.push(line),
      }),
      (logger) => logger.close(),
    )
    late.info('from before it was accepted')
    const lateViewer = scene.track(new CheckedViewer(server.url, session, token.api), (opened) => opened.close())
    await sleep(OUTAGE_MS)
    expect(await viewer.has(device.logged)).toBeLessThan(inTime(2_000))
    expect(viewer.lostConnections).toBe(0)
    expect(device.logger.status.state).toBe('live')
    expect(lateViewer.liveAtMs).toBe(0)
    expect(late.status.acked).toBe(0)
    expect(server.process.exitCode).toBeNull()

    link.heal()
    await vi.waitUntil(() => late.status.acked === 1, { timeout: 30_000 })
    device.stop()
    await logging
    for (const each of [viewer, lateViewer]) {
      await each.has(device.logged)
      expectWhole(each, device)
    }
    const isSaved = async () =>
      Number((await db().session.findUnique({ where: { id: session } }))?.records) === device.logged
    await vi.waitUntil(isSaved, { timeout: 20_000, interval: 250 })
  }),
)
