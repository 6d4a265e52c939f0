/**
 * Two real servers, PostgreSQL and Redis. Marked records go from a device, apps and sources on one server to viewers on the
 * other, through every kind of event; then every place that could have kept something is searched.
 */
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { io, type Socket } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import { expect, vi } from 'vitest'
import WebSocket from 'ws'
import { HEADER } from '#lib/protocol/batch.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { disguises, filesWith, openFilesWith } from '#tests/support/find-on-disk.ts'
import { freePort } from '#tests/support/free-port.ts'
import { backingStoreSizes } from '#tests/support/heap-snapshot.ts'
import { startPostgres } from '#tests/support/postgres.ts'
import { startRedis } from '#tests/support/redis.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'
import { sendFromApps } from './canary-apps.ts'
import { sendFromSources } from './canary-sources.ts'

export interface CanaryOptions {
  records: number
  /** Time between the last viewer leaving and the heap snapshots. */
  quietMs: number
  /** Arguments before the server's file, for example `--import` of a leak. */
  nodeArgs?: string[]
  /** Where a leak may write. */
  leakFile?: string
}

/** Where marks were found; all empty when nothing was kept. */
export interface Findings {
  dataDirs: string[]
  temporary: string[]
  openFiles: string[]
  output: string[]
  postgres: string[]
  redis: string[]
  slowlog: number
  heap: string[]
  /** Servers that still hold batches of sources. */
  held: string[]
}

/** What went through the servers, as far as a search needs to know it. */
interface Sent {
  /** Parts of the sealed batches in transit, which compression makes unlike the mark. */
  slices: Buffer[]
  /** Sizes in bytes of batches that the servers made. */
  sizes: Set<number>
}

const EMAIL = 'owner@example.com'
const AUTH_SECRET = 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf'

export async function runCanary({ records, quietMs, nodeArgs = [], leakFile = '' }: CanaryOptions): Promise<Findings> {
  const startedAtMs = Date.now() - 1000
  const mark = `canary-${randomId(24)}`
  const heapDir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-heap-'))
  // The worst possible Redis: it keeps the arguments of every command.
  const redis = await startRedis('--slowlog-log-slower-than', '0', '--slowlog-max-len', '100000')
  const postgres = await startPostgres()
  const databaseUrl = await postgres.createDatabase('canary')
  const env = {
    ...{ REDIS_URL: redis.url, DATABASE_URL: databaseUrl, AUTH_SECRET },
    ...{ INGEST_HOLD: '1s', VERBOSE: '1', LEAK_FILE: leakFile },
  }
  const syslogPort = await freePort()
  const args = ['--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${heapDir}`, ...nodeArgs]
  const near = await startServer({ ...env, SYSLOG_PORT: String(syslogPort) }, undefined, args)
  const far = await startServer(env, undefined, args)
  const doomed = await startServer(env, undefined, args)
  const servers = [near, far]
  try {
    const { slices, sizes } = await stream({ near, far, doomed, syslogPort }, mark, records)
    await pause(quietMs)
    const { heap, held } = await heapsWith(servers, heapDir, mark, sizes)
    const needles = [...disguises(mark), ...slices]
    const has = (bytes: Buffer) => needles.some((needle) => bytes.includes(needle))
    const openFiles = servers.flatMap(({ process }) => openFilesWith(needles, process.pid ?? 0))
    const kept = await searchRedis(redis.url, has)
    for (const server of servers) await server.stop()
    return {
      ...{ heap, held },
      openFiles,
      slowlog: kept.slowlog,
      redis: [...kept.keys, ...filesWith(needles, redis.dir, 0)],
      postgres: filesWith(needles, postgres.dataDir, 0),
      dataDirs: [...servers, doomed].flatMap(({ dataDir }) => filesWith(needles, dataDir, 0)),
      temporary: filesWith(needles, os.tmpdir(), startedAtMs).filter((file) => !file.startsWith(heapDir)),
      output: [...servers, doomed]
        .filter((server) => has(Buffer.from(server.output(), 'latin1')))
        .map(({ url }) => url),
    }
  } finally {
    for (const server of [...servers, doomed]) await server.remove()
    await redis.stop()
    await postgres.stop()
    rmSync(heapDir, { recursive: true, force: true })
  }
}

interface Nodes {
  /** The device's token. */
  near: TestServer
  far: TestServer
  /** Killed in the middle of the stream. */
  doomed: TestServer
  syslogPort: number
}

/** Streams the marked records. */
async function stream({ near, far, doomed, syslogPort }: Nodes, mark: string, records: number): Promise<Sent> {
  near.cli(['user', 'add', '--email', EMAIL, '--password-stdin'], 'correct horse battery')
  const token = near.cli(['token', 'create', '--email', EMAIL, '--name', 'device']).trim()
  const api = near.cli(['token', 'create', '--email', EMAIL, '--name', 'api', '--kind', 'api']).trim()
  const device = startAgentLogger({
    server: near.url,
    token,
    name: 'Canary',
    installationId: `canary-installation-${randomId(8)}`,
    warn: () => {},
  })
  await vi.waitFor(() => expect(device.status.state).toBe('live'))

  const slices: Buffer[] = []
  const watch = (server: TestServer) => {
    const seen = new Set<number>()
    const connection = new ViewerConnection({
      server: server.url,
      hello: async () => ({ version: PROTOCOL_VERSION, token: api }),
    })
    connection.listen({
      batch: (header, bytes) => {
        const middle = Math.floor(header[HEADER.byteLength] / 2)
        if (header[HEADER.byteLength] > 64) slices.push(Buffer.from(bytes.slice(middle, middle + 24)))
      },
    })
    const subscriber = new LogSubscriber({
      connection,
      target: { session: device.session },
      want: 'all',
      handlers: {
        onRecords: (_session, given) => {
          for (const record of given) if (record.body.includes(mark)) seen.add(record.seq)
        },
        onGone: () => {},
      },
    })
    const close = () => {
      subscriber.close()
      connection.close()
    }
    return { seen, close }
  }
  const viewers = [watch(near), watch(far), watch(far)]
  const cutOff = watch(doomed)
  const slow = await watchWithoutReading(far, api, device.session)
  await vi.waitFor(() => expect(device.status.viewers).toBe(5))

  for (let i = 0; i < records; i++) {
    if (i === Math.floor(records / 2)) await doomed.stop('SIGKILL')
    const error = Object.assign(new Error(`${mark} error ${i}`), { stack: `${mark} stack ${i}` })
    const level = i % 2 ? 'info' : 'error'
    device.log({ level, body: `${mark} ${i}`, attributes: { note: `${mark} note ${i}` }, error, scope: mark })
    if (i % 500 === 0) await device.whenDrained()
  }
  // A late viewer is served from the ring, across nodes; an invalid device and an invalid request are rejected.
  viewers.push(watch(far))
  for (const server of [near, far]) await misbehave(server, token, mark)
  const hostKey = near.cli(['token', 'create', '--email', EMAIL, '--name', 'app', '--kind', 'host']).trim()
  const [sizes] = await Promise.all([
    sendFromSources({ near, far, syslogPort, token, apiToken: api }, mark),
    sendFromApps({ near, far, hostKey, apiToken: api }, mark),
  ])
  await vi.waitFor(() => expect(viewers.map(({ seen }) => seen.size)).toEqual(viewers.map(() => records)), {
    timeout: 60_000,
  })
  await device.close()
  for (const viewer of [...viewers, cutOff]) viewer.close()
  slow.disconnect()
  // Enough to find any batch that was kept; searching for all would be slow.
  return { sizes, slices: slices.filter((_, i) => i % Math.ceil(slices.length / 40) === 0) }
}

/** A viewer that never reads its socket: its node buffers, then skips. */
async function watchWithoutReading(server: TestServer, token: string, session: string): Promise<Socket> {
  const socket = connect(server, '/viewer', { version: PROTOCOL_VERSION, token })
  await socket.emitWithAck('join', { session })
  const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } }
  ws._socket.pause()
  return socket
}

function connect(server: TestServer, namespace: string, auth: object): Socket {
  const options = { transports: ['websocket'], parser, forceNew: true, reconnection: false, auth }
  return io(`${server.url}${namespace}`, options)
}

async function misbehave(server: TestServer, token: string, mark: string): Promise<void> {
  const rude = connect(server, '/device', { version: PROTOCOL_VERSION, token, [mark]: mark })
  await new Promise((resolve) => rude.once('connect_error', resolve))
  rude.close()
  // A frame that is not a message.
  const bad = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  bad.on('open', () => bad.send(Buffer.from(mark)))
  await once(bad, 'close')
  const headers = { 'content-type': 'application/json' }
  await fetch(`${server.url}/api/v1/tokens`, { method: 'POST', body: mark, headers })
}

/**
 * Nothing reachable on the heap may contain a mark. A snapshot has the sizes of buffers and not their bytes: none may have the
 * size of a batch.
 */
async function heapsWith(
  servers: TestServer[],
  heapDir: string,
  mark: string,
  sizes: Set<number>,
): Promise<Pick<Findings, 'heap' | 'held'>> {
  const found: Pick<Findings, 'heap' | 'held'> = { heap: [], held: [] }
  for (const [i, server] of servers.entries()) {
    server.process.kill('SIGUSR2')
    // The file grows while it is written; it is complete once it ends as JSON does.
    const snapshot = await vi.waitFor(
      () => {
        const file = readdirSync(heapDir).find((name) => name.includes(`.${server.process.pid}.`))
        const bytes = file ? readFileSync(path.join(heapDir, file)) : Buffer.alloc(0)
        expect(bytes.subarray(-3).toString().trim()).toMatch(/\}$/)
        return bytes
      },
      { timeout: 60_000, interval: 500 },
    )
    const name = ['near', 'far'][i] ?? ''
    if (snapshot.includes(mark)) found.heap.push(name)
    const buffers = backingStoreSizes(snapshot)
    if ([...sizes].some((size) => buffers.has(size))) found.held.push(name)
  }
  return found
}

async function searchRedis(url: string, has: (bytes: Buffer) => boolean): Promise<{ slowlog: number; keys: string[] }> {
  const client = new Redis(url)
  const flat = (reply: unknown): Buffer[] =>
    Array.isArray(reply) ? reply.flatMap(flat) : Buffer.isBuffer(reply) ? [reply] : []
  const slowlog = flat(await client.callBuffer('SLOWLOG', 'GET', '-1')).filter(has).length
  const keys: string[] = []
  for (const key of await client.keys('*')) {
    const dumped = (await client.type(key)) === 'string' ? await client.getBuffer(key) : await client.dumpBuffer(key)
    if (has(Buffer.concat([Buffer.from(key), dumped ?? Buffer.alloc(0)]))) keys.push(key)
  }
  // What a snapshot on disk would contain.
  await client.config('SET', 'rdbcompression', 'no')
  await client.save()
  client.disconnect()
  return { slowlog, keys }
}
