/** Logs are never stored: unique strings pass through a real server and must then be found nowhere. */
import { readdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { io } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { disguises, filesWith, openFilesWith } from '#tests/support/find-on-disk.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'

const RECORDS = 2_000
const EMAIL = 'owner@example.com'
const startedAtMs = Date.now() - 1000
/** One mark in every record; what follows it differs between records. */
const mark = `canary-${randomId(24)}`
let server: TestServer

beforeAll(async () => {
  server = await startServer({ VERBOSE: '1' })
  server.cli(['user', 'add', '--email', EMAIL, '--password-stdin'], 'correct horse battery')
})
afterAll(() => server.remove())

function watch(hello: ViewerHello, target: { session: string } | null) {
  const seen = new Set<number>()
  const connection = new ViewerConnection({ server: server.url, hello: async () => hello })
  const subscriber = new LogSubscriber({
    connection,
    target,
    want: 'all',
    handlers: {
      onRecords: (_session, records) => {
        for (const record of records) if (record.body.includes(mark)) seen.add(record.seq)
      },
      onGone: () => {},
    },
  })
  /** Shares a comment with the others who watch. */
  const comment = async (session: string, text: string) => {
    await connection.share(session, ['participate', { name: 'Zoë', browser: 'canary-browser' }])
    await connection.share(session, ['tell', null, text])
    return connection.share(session, ['annotate', [{ item: 'c1', content: text }]])
  }
  const close = () => {
    subscriber.close()
    connection.close()
  }
  return { seen, comment, close }
}

test('[I8] what is sent is found nowhere on disk, in the database or in the server’s own output', async () => {
  const token = server.cli(['token', 'create', '--email', EMAIL, '--name', 'device']).trim()
  const api = server.cli(['token', 'create', '--email', EMAIL, '--name', 'api', '--kind', 'api']).trim()
  const device = startAgentLogger({
    server: server.url,
    token,
    name: 'Canary',
    installationId: 'canary-installation',
    warn: () => {},
  })
  await vi.waitFor(() => expect(device.status.state).toBe('live'))

  const link = new URL(server.cli(['link', 'create', '--email', EMAIL, '--session', device.session]).trim())
  const key = deriveLinkKey(link.hash.slice(1))
  const viewers = [
    watch({ version: PROTOCOL_VERSION, token: api }, { session: device.session }),
    watch({ version: PROTOCOL_VERSION, link: { id: link.pathname.split('/').at(-1) ?? '', key } }, null),
  ]
  await vi.waitFor(() => expect(device.status.viewers).toBe(2))
  for (const viewer of viewers)
    expect(await viewer.comment(device.session, `${mark} comment`)).toMatchObject({ ok: true })

  for (let i = 0; i < RECORDS; i++) {
    const error = Object.assign(new Error(`${mark} error ${i}`), { stack: `${mark} stack ${i}` })
    device.log({
      level: i % 2 ? 'info' : 'error',
      body: `${mark} ${i}`,
      attributes: { note: `${mark} note ${i}` },
      error,
      scope: mark,
    })
    if (i % 500 === 0) await device.whenDrained()
  }
  // A late viewer is served from the device's ring; one that sends nonsense is rejected.
  viewers.push(watch({ version: PROTOCOL_VERSION, token: api }, { session: device.session }))
  const rude = io(`${server.url}/device`, {
    transports: ['websocket'],
    parser,
    forceNew: true,
    reconnection: false,
    auth: { version: PROTOCOL_VERSION, token, [mark]: mark },
  })
  await new Promise((resolve) => rude.once('connect_error', resolve))
  rude.close()
  await fetch(`${server.url}/api/v1/tokens`, {
    method: 'POST',
    body: mark,
    headers: { 'content-type': 'application/json' },
  })
  await vi.waitFor(() => expect(viewers.map(({ seen }) => seen.size)).toEqual([RECORDS, RECORDS, RECORDS]), {
    timeout: 20_000,
  })
  await device.close()
  for (const viewer of viewers) viewer.close()

  const needles = disguises(mark)
  const pid = server.process.pid ?? 0
  expect(openFilesWith(needles, pid)).toEqual([])
  await server.stop()
  expect(readdirSync(server.dataDir).some((file) => file.endsWith('.db'))).toBe(true)
  expect(filesWith(needles, server.dataDir, 0)).toEqual([])
  for (const dir of ['.next', 'dist']) expect(filesWith(needles, path.resolve(dir), startedAtMs)).toEqual([])
  expect(filesWith(needles, os.tmpdir(), startedAtMs)).toEqual([])
  expect(needles.some((needle) => Buffer.from(server.output()).includes(needle))).toBe(false)
  // The credentials that were used are not stored either.
  for (const secret of [token, api, link.hash.slice(1), key]) {
    expect(filesWith([Buffer.from(secret)], server.dataDir, 0)).toEqual([])
    expect(server.output()).not.toContain(secret)
  }
})

test('the search would find a leak', () => {
  for (const [i, disguise] of disguises(mark).entries()) {
    const file = path.join(server.dataDir, `leak-${i}`)
    writeFileSync(file, Buffer.concat([Buffer.from('before '), disguise, Buffer.from(' after')]))
    expect(filesWith(disguises(mark), server.dataDir, 0)).toContain(file)
  }
})
