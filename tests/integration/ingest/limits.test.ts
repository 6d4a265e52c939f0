/** What bounds a source, and how it learns of it. */
import { connect } from 'node:net'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LimitName } from '#lib/protocol/limits.ts'
import { watchSource } from '#tests/support/source-watcher.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await startRelay()
})
afterEach(() => relay.close())

type Body = RequestInit['body']
const send = (path: string, body: Body, headers: Record<string, string> = {}) =>
  fetch(relay.url + path, {
    method: 'POST',
    body,
    headers: { authorization: 'Bearer agl_d_shop', ...headers },
    duplex: 'half',
  } as RequestInit)
const text = (name: string, body: Body = 'line', headers = {}) => send(`/api/v1/ingest?name=${name}`, body, headers)
const otlp = (body: unknown, headers = {}) =>
  send('/v1/logs', typeof body === 'string' ? body : JSON.stringify(body), {
    'content-type': 'application/json',
    ...headers,
  })
const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
const hits = (limit: LimitName) => relay.hits.counts.get(limit) ?? 0

async function refusal(answer: Response) {
  const { error, code, message } = await answer.json()
  return {
    status: answer.status,
    code: error?.code ?? code,
    message: error?.message ?? message,
    retry: answer.headers.get('retry-after'),
  }
}

/** A body that stays open until `end`. */
function openBody(first = '') {
  let end = () => {}
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(first))
      end = () => controller.close()
    },
  })
  return { body, end: () => end() }
}

test('a token has at most LIMITS.tokenSourcesMax sources: the longest idle one ends, once it is idle for LIMITS.sourceKeptMs', async () => {
  withLimits({ tokenSourcesMax: 2 })
  await text('one')
  await text('two')
  expect(await refusal(await text('three'))).toMatchObject({ status: 429, code: 'too-many-sessions', retry: '1' })
  expect(hits('tokenSourcesMax')).toBe(1)
  withLimits({ sourceKeptMs: 0 })
  expect((await text('three')).status).toBe(200)
  expect([...relay.sources.sessions.all()].map(({ session }) => session.device.name)).toEqual(['two', 'three'])
  expect((await text('other', 'line', { authorization: 'Bearer agl_d_else' })).status).toBe(200)
})

test('a process has at most LIMITS.sourcesMax sources', async () => {
  withLimits({ sourcesMax: 1 })
  await text('one')
  expect(await refusal(await text('two', 'x', { authorization: 'Bearer agl_d_else' }))).toMatchObject({ status: 429 })
  expect(hits('sourcesMax')).toBe(1)
})

test('a source that is silent for LIMITS.sourceIdleMs ends its session, and its next record begins another', async () => {
  const first = await (await text('shop')).json()
  withLimits({ sourceIdleMs: 1 })
  await vi.waitFor(() => expect(relay.relay.hub.sessions.get(first.sessionId)?.liveness ?? 'ended').toBe('ended'))
  withLimits({ sourceIdleMs: 60_000 })
  expect((await (await text('shop')).json()).sessionId).not.toBe(first.sessionId)
})

test('an open upload keeps its session beyond LIMITS.sourceIdleMs', async () => {
  withLimits({ sourceIdleMs: 1 })
  const { body, end } = openBody('line\n')
  const upload = text('shop', body)
  await vi.waitFor(() => expect(relay.sources.sessions.size).toBe(1))
  relay.sources.sessions.sweep(Date.now() + 3_600_000)
  expect(relay.sources.sessions.size).toBe(1)
  end()
  expect((await upload).status).toBe(200)
})

test('[LM3] a stream over LIMITS.sourceRecordsPerSecond is read more slowly, and nothing of it is lost', async () => {
  withLimits({ sourceRecordsPerSecond: 200 })
  const watcher = await watchSource(relay)
  const startedAtMs = performance.now()
  const lines = Array.from({ length: 900 }, (_, i) => `line ${i}`)
  const { accepted } = await (await text('shop', lines.join('\n'))).json()
  expect(accepted).toBe(900)
  // Four seconds' worth at once, then half a second for the rest.
  expect(performance.now() - startedAtMs).toBeGreaterThan(450)
  expect(hits('sourceRecordsPerSecond')).toBeGreaterThan(0)
  await vi.waitFor(() => expect(watcher.bodies()).toEqual(lines))
})

test('OTLP over LIMITS.sourceRecordsPerSecond gets 429 with the time to wait, before anything of it is taken', async () => {
  withLimits({ sourceRecordsPerSecond: 1 })
  expect((await otlp(logs(...Array(7).fill({ body: { stringValue: 'x' } })))).status).toBe(200)
  const [session] = relay.sources.sessions.all()
  expect(await refusal(await otlp(logs({})))).toMatchObject({ status: 429, code: 8, retry: '3' })
  expect(session?.progress.head).toBe(7)
})

test('a token sends at most LIMITS.tokenPostsPerSecond requests a second', async () => {
  withLimits({ tokenPostsPerSecond: 1 })
  const answers = []
  for (let i = 0; i < 5; i++) answers.push(await text('shop'))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429])
  expect(hits('tokenPostsPerSecond')).toBe(1)
})

test('bodies of a token are at most LIMITS.tokenBodyBytesPerSecond a second', async () => {
  withLimits({ tokenBodyBytesPerSecond: 10 })
  expect((await otlp(logs({}))).status).toBe(200)
  expect(await refusal(await otlp(logs({})))).toMatchObject({ status: 429, code: 8 })
  expect(hits('tokenBodyBytesPerSecond')).toBe(1)
})

test('a body is at most LIMITS.sourceBodyBytesMax, before and after decompression', async () => {
  withLimits({ sourceBodyBytesMax: 1_000 })
  expect(await refusal(await otlp(' '.repeat(1_001)))).toMatchObject({ status: 413, code: 8 })
  const bomb = await promisify(zlib.gzip)(Buffer.alloc(5_000_000, ' '))
  expect(
    await refusal(await send('/v1/logs', bomb, { 'content-type': 'application/json', 'content-encoding': 'gzip' })),
  ).toMatchObject({ status: 413 })
  expect(hits('sourceBodyBytesMax')).toBe(2)
})

test('bodies that wait take at most LIMITS.sourceBodiesBytesMax', async () => {
  withLimits({ sourceBodiesBytesMax: 10 })
  expect(await refusal(await otlp(logs({})))).toMatchObject({ status: 503, code: 14, retry: '1' })
  expect(hits('sourceBodiesBytesMax')).toBe(1)
})

test('a body has at most LIMITS.sourceBodyRecordsMax records', async () => {
  withLimits({ sourceBodyRecordsMax: 5 })
  expect(await refusal(await otlp(logs({}, {}, {}, {})))).toMatchObject({ status: 413 })
  expect(hits('sourceBodyRecordsMax')).toBe(1)
})

test('records over LIMITS.sourceRecordBytesMax or deeper than LIMITS.sourceDepthMax are named in the answer, the others taken', async () => {
  withLimits({ sourceRecordBytesMax: 500, sourceDepthMax: 3 })
  const deep = { arrayValue: { values: [{ arrayValue: { values: [{ arrayValue: { values: [{}] } }] } }] } }
  const answer = await otlp(
    logs({ body: { stringValue: 'x'.repeat(600) } }, { body: deep }, { body: { stringValue: 'fine' } }),
  )
  expect(await answer.json()).toEqual({
    partialSuccess: { rejectedLogRecords: '2', errorMessage: expect.stringContaining('2 records could not be read') },
  })
  expect([hits('sourceRecordBytesMax'), hits('sourceDepthMax')]).toEqual([1, 1])
})

// limit sourceBodyIdleMs, limit sourceBodyMs, limit uploadIdleMs
test.each([
  ['sourceBodyIdleMs', '/v1/logs'],
  ['sourceBodyMs', '/v1/logs'],
  ['uploadIdleMs', '/api/v1/ingest'],
] as const)('limit %s ends a body that does not come', async (limit, path) => {
  withLimits({ [limit]: 50 })
  const { body } = openBody('{')
  expect(await refusal(await send(path, body, { 'content-type': 'application/json' }))).toMatchObject({ status: 408 })
  expect(hits(limit)).toBe(1)
})

test('a token has at most LIMITS.tokenUploadsMax open uploads, a process LIMITS.uploadsMax', async () => {
  withLimits({ tokenUploadsMax: 1, uploadsMax: 2 })
  const one = openBody('x\n')
  const two = openBody('x\n')
  const uploads = [text('a', one.body), text('b', two.body, { authorization: 'Bearer agl_d_else' })]
  await vi.waitFor(() => expect(relay.sources.sessions.size).toBe(2))
  expect(await refusal(await text('a'))).toMatchObject({ status: 429 })
  expect(await refusal(await text('c', 'x', { authorization: 'Bearer agl_d_third' }))).toMatchObject({
    status: 503,
    code: 'server-full',
  })
  one.end()
  two.end()
  await Promise.all(uploads)
  expect((await text('a')).status).toBe(200)
  expect([hits('tokenUploadsMax'), hits('uploadsMax')]).toEqual([1, 1])
})

test('at most LIMITS.windowedBodiesMax bodies are decompressed with large windows', async () => {
  withLimits({ windowedBodiesMax: 0 })
  const body = zlib.brotliCompressSync('line')
  expect(await refusal(await text('shop', body, { 'content-encoding': 'br' }))).toMatchObject({ status: 503 })
  expect(hits('windowedBodiesMax')).toBe(1)
  withLimits({ windowedBodiesMax: 1 })
  for (let i = 0; i < 3; i++) expect((await text('shop', body, { 'content-encoding': 'br' })).status).toBe(200)
})

test('an accepted token is looked up again after LIMITS.sourceGrantMs, and LIMITS.sourceGrantsMax of them are remembered', async () => {
  withLimits({ sourceGrantsMax: 1 })
  await text('shop')
  expect(relay.sources.grants.isKnown('agl_d_shop', 'ingest')).toBe(true)
  await text('shop', 'x', { authorization: 'Bearer agl_d_else' })
  expect(relay.sources.grants.isKnown('agl_d_shop', 'ingest')).toBe(false)
})

test('an answer that refuses a long body reaches the client that is still writing it', async () => {
  withLimits({ sourceBodyBytesMax: 1_000 })
  const { hostname, port } = new URL(relay.url)
  const socket = connect(Number(port), hostname)
  let said = ''
  socket.on('data', (data) => {
    said += data
  })
  socket.write(
    'POST /v1/logs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer agl_d_shop\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  const chunk = `${(4_000).toString(16)}\r\n${' '.repeat(4_000)}\r\n`
  for (let i = 0; i < 40; i++) socket.write(chunk)
  await vi.waitFor(() => expect(said).toContain('413'))
  expect(said).toContain('connection: close')
  socket.write('0\r\n\r\n')
  await new Promise((resolve) => socket.once('close', resolve))
})
