/** `/api/v1/ingest` of a running relay, with curl and with sockets of our own. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type SourceWatcher, watchSource } from '#tests/support/source-watcher.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

let relay: TestRelay
let watcher: SourceWatcher
beforeEach(async () => {
  relay = await startRelay()
  watcher = await watchSource(relay)
})
afterEach(() => relay.close())

const run = promisify(execFile)
const curl = async (...args: string[]) =>
  (await run('curl', ['-sS', '-H', 'Authorization: Bearer agl_d_shop', ...args])).stdout
const post = (body: BodyInit, init: RequestInit = {}, query = '?name=shop') =>
  fetch(`${relay.url}/api/v1/ingest${query}`, {
    method: 'POST',
    body,
    ...init,
    headers: { authorization: 'Bearer agl_d_shop', ...init.headers },
  })
const bodies = (expected: string[]) => vi.waitFor(() => expect(watcher.bodies()).toEqual(expected))

test('curl sends lines, and learns what was accepted and where to watch', async () => {
  const answer = JSON.parse(
    await curl('--data-binary', 'one\ntwo\n{"level":"error","msg":"three"}', `${relay.url}/api/v1/ingest?name=shop`),
  )
  const [sessionId] = [...watcher.states.keys()]
  expect(answer).toEqual({ accepted: 3, sessionId, url: `http://page/${sessionId}` })
  await bodies(['one', 'two', '{"level":"error","msg":"three"}'])
  expect(watcher.records[2]).toMatchObject({ seq: 3, level: 'error', isJson: true, attributes: { msg: 'three' } })
  expect(watcher.states.get(answer.sessionId)).toMatchObject({
    delivery: 'at-most-once',
    liveness: 'live',
    device: { name: 'shop', platform: 'http' },
  })
})

test('curl -T - streams: each line goes out before the next is written', async () => {
  const stream = spawn('curl', ['-sS', '-T', '-', '-u', `shop:agl_d_shop`, `${relay.url}/api/v1/ingest`])
  stream.stdin.write('first\n')
  await bodies(['first'])
  stream.stdin.write('second\nhalf of the ')
  await bodies(['first', 'second'])
  stream.stdin.end('third')
  const [out] = await once(stream.stdout, 'data')
  expect(JSON.parse(String(out))).toMatchObject({ accepted: 3 })
  await bodies(['first', 'second', 'half of the third'])
  expect([...watcher.states.values()][0]?.device.name).toBe('shop')
})

test('lines that belong together are one record, also in a stream that goes on; ?multiline=off keeps them apart', async () => {
  const trace = ['java.lang.IllegalStateException: closed', '\tat com.acme.Cart.add(Cart.java:3)', '\t... 2 more']
  const stream = spawn('curl', ['-sS', '-T', '-', '-u', `shop:agl_d_shop`, `${relay.url}/api/v1/ingest`])
  const closed = once(stream, 'close')
  stream.stdin.write(`one\n${trace.join('\n')}\n`)
  // Nothing follows: the record does not wait for more.
  await bodies(['one', trace.join('\n')])
  expect(watcher.records[1]).toMatchObject({
    level: 'error',
    error: { name: 'java.lang.IllegalStateException', message: 'closed' },
  })
  stream.stdin.end('last\n\tof all')
  await bodies(['one', trace.join('\n'), 'last\n\tof all'])
  await closed

  expect((await post(trace.join('\n'), {}, '?name=apart&multiline=off')).status).toBe(200)
  await vi.waitFor(() => expect(watcher.bodies()).toEqual(expect.arrayContaining(trace)))
  const wrong = await post('x', {}, '?multiline=maybe')
  expect(wrong.status).toBe(400)
  expect((await wrong.json()).error.message).toContain('multiline is "maybe"')
})

const revoked = { kind: 'token', id: 'agl_d_shop' } as const

/** A connection of our own, which sends exactly what a test writes. */
function raw() {
  const { hostname, port } = new URL(relay.url)
  const socket: Socket = connect(Number(port), hostname)
  let said = ''
  socket.on('data', (data) => {
    said += data
  })
  socket.on('error', () => {}) // 'close' follows
  return {
    socket,
    closed: new Promise<void>((resolve) => socket.once('close', () => resolve())),
    said: () => said,
    until: (text: string | RegExp) => vi.waitFor(() => expect(said).toMatch(text)),
    head: (lines: string, path = '/api/v1/ingest?name=shop') =>
      void socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\n${lines}\r\n`),
    chunk: (text: string) => void socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`),
  }
}
const BEARER = 'Authorization: Bearer agl_d_shop\r\n'

test.each(['gzip', 'deflate', 'br'] as const)('a body may be compressed: %s', async (encoding) => {
  const compress = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync }[encoding]
  const answer = await post(compress('one\ntwo\n'), { headers: { 'content-encoding': encoding } })
  expect(await answer.json()).toMatchObject({ accepted: 2 })
  await bodies(['one', 'two'])
})

test('a compressed stream goes out as it comes', async () => {
  const gzip = zlib.createGzip({ flush: zlib.constants.Z_SYNC_FLUSH })
  const { head, socket, until } = raw()
  head(`${BEARER}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n`)
  gzip.on('data', (data: Buffer) => {
    socket.write(`${data.length.toString(16)}\r\n`)
    socket.write(data)
    socket.write('\r\n')
  })
  gzip.write('one\n')
  await bodies(['one'])
  gzip.end('two\n')
  await once(gzip, 'end')
  socket.write('0\r\n\r\n')
  await bodies(['one', 'two'])
  await until('"accepted":2')
})

test('a body that is not what it says is refused, and the server goes on', async () => {
  const answer = await post('not gzip at all', { headers: { 'content-encoding': 'gzip' } })
  expect([answer.status, (await answer.json()).error]).toMatchObject([400, { code: 'invalid-input' }])
  expect((await post('x', { headers: { 'content-encoding': 'rot13' } })).status).toBe(400)
  expect((await post('fine')).status).toBe(200)
})

test('a JSON array of a log drain is a record for each element', async () => {
  const answer = await post('[{"level":"warn","message":"a"}, "b", {"level":"error"}]', {
    headers: { 'content-type': 'application/json' },
  })
  expect(await answer.json()).toMatchObject({ accepted: 3 })
  await bodies(['{"level":"warn","message":"a"}', '"b"', '{"level":"error"}'])
  expect(watcher.records.map(({ level }) => level)).toEqual(['warn', 'unknown', 'error'])
})

test('one name and instance is one session, another instance another', async () => {
  const ids = []
  for (const query of ['?name=shop', '?name=shop', '?name=shop&instance=b', '?name=other'])
    ids.push((await (await post('x', {}, query)).json()).sessionId)
  expect(ids[0]).toBe(ids[1])
  expect(new Set(ids).size).toBe(3)
})

test.each([
  ['no token', {}, 401, 'token-malformed'],
  ['an API token', { authorization: 'Bearer agl_a_x' }, 401, 'token-malformed'],
  ['a revoked token', { authorization: 'Bearer agl_d_revoked' }, 401, 'token-revoked'],
  ['an empty password', { authorization: `Basic ${btoa('shop:')}` }, 401, 'token-malformed'],
])('%s gets an answer that says so', async (_what, headers, status, code) => {
  const answer = await fetch(`${relay.url}/api/v1/ingest?token=agl_d_shop`, { method: 'POST', body: 'x', headers })
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
    status,
    'Bearer, Basic realm="Agent Logger"',
  ])
  expect((await answer.json()).error).toMatchObject({ code, retry: false })
  expect(relay.sources.sessions.size).toBe(0)
})

test('a source whose token was revoked is named to its team', async () => {
  await post('x', { headers: { authorization: 'Bearer agl_d_revoked' } })
  expect(relay.live.refusals('team0000000001', () => false)).toMatchObject([
    { code: 'token-revoked', tokenId: 'agl_d_revoked' },
  ])
})

test('other methods learn which to use', async () => {
  const answer = await fetch(`${relay.url}/api/v1/ingest`, { headers: { authorization: 'Bearer agl_d_shop' } })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, PUT'])
})

test('[AC4] a revoked token cuts an upload that runs, with the reason, and keeps what it had sent', async () => {
  const stream = raw()
  stream.head(`${BEARER}Transfer-Encoding: chunked\r\n`)
  stream.chunk('one\nhalf of')
  await bodies(['one'])
  relay.live.cut(revoked, 'token-revoked')
  await stream.until('HTTP/1.1 401')
  await stream.until('token-revoked')
  stream.socket.write('0\r\n\r\n')
  await stream.closed
  expect(relay.sources.sessions.size).toBe(0)
  expect(relay.sources.grants.isKnown('agl_d_shop', 'ingest')).toBe(false)
})

test('a client that goes away is noticed at once, and its last words are kept', async () => {
  const stream = raw()
  stream.head(`${BEARER}Transfer-Encoding: chunked\r\n`)
  stream.chunk('one\nlast words')
  await bodies(['one'])
  const [session] = relay.sources.sessions.all()
  expect(session?.isInUse).toBe(true)
  stream.socket.destroy()
  await vi.waitFor(() => expect(session?.isInUse).toBe(false))
  await bodies(['one', 'last words'])
})

test('a client that waits for a 100 gets it once its token was accepted, and else the refusal instead', async () => {
  const good = raw()
  good.head(`${BEARER}Expect: 100-continue\r\nContent-Length: 3\r\n`)
  await good.until('HTTP/1.1 100 Continue')
  good.socket.write('one')
  await good.until('"accepted":1')
  const bad = raw()
  bad.head('Authorization: Bearer agl_d_revoked\r\nExpect: 100-continue\r\nContent-Length: 3\r\n')
  await bad.until('HTTP/1.1 401')
  expect(bad.said()).not.toContain('100 Continue')
})

test('a connection serves one request after another, also after an error', async () => {
  const client = raw()
  client.head(`Authorization: Bearer agl_d_revoked\r\nContent-Length: 0\r\n`)
  await client.until('HTTP/1.1 401')
  for (let i = 1; i <= 3; i++) {
    client.head(`${BEARER}Content-Length: 3\r\n`)
    client.socket.write(`l ${i}`)
    await vi.waitFor(() => expect(client.said().match(/"accepted":1/g)).toHaveLength(i))
  }
  await bodies(['l 1', 'l 2', 'l 3'])
})

test('a shutdown ends uploads with a word, and sessions at once', async () => {
  const stream = raw()
  stream.head(`${BEARER}Transfer-Encoding: chunked\r\n`)
  stream.chunk('one\n')
  await bodies(['one'])
  const closing = relay.relay.close()
  await stream.until('HTTP/1.1 503')
  await closing
  stream.socket.destroy()
  expect(relay.sources.sessions.size).toBe(0)
})

test('what is lost of a session that was forgotten begins anew', async () => {
  const { sessionId } = await (await post('one')).json()
  relay.live.cut({ kind: 'session', id: sessionId }, 'not-found')
  expect(relay.sources.sessions.size).toBe(0)
  expect((await (await post('two')).json()).sessionId).not.toBe(sessionId)
})
