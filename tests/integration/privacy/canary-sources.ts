/**
 * Programs without the SDK that send marked records through the servers of a canary run: in every way there is, watched and
 * unwatched, to one node and the other, and in requests that are refused. Two things carry no mark: what names a device or a
 * session, which is kept, and names of fields, because V8 remembers the shapes of objects that it saw last.
 */
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, vi } from 'vitest'
import { HEADER } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { lokiJson, lokiProto, snappy } from '#tests/support/loki-shapes.ts'
import { otlpBytes } from '#tests/support/otlp-bytes.ts'
import type { TestServer } from '#tests/support/start-server.ts'

export interface Sources {
  near: TestServer
  far: TestServer
  /** Where `near` takes syslog over TCP. */
  syslogPort: number
  /** A device's token, for sources of any kind. */
  token: string
  /** A viewer's token. */
  apiToken: string
}

/** Node keeps small buffers together in pools; one of at least this many bytes has its memory to itself. */
const OWN_MEMORY_BYTES = 8_192
const ROUNDS = 5

/** One way in. `send` resolves when the server has taken the lines. */
interface Way {
  device: string
  send(lines: string[], server: TestServer): Promise<void>
  /** When all is sent. */
  end?(): Promise<void>
}

/**
 * Resolves when all records have passed and the sockets are closed. Returns the sizes, in bytes, of batches that the servers
 * made of them: a buffer of such a size in a server's memory is one that it holds.
 */
export async function sendFromSources(sources: Sources, mark: string): Promise<Set<number>> {
  const sizes = new Set<number>()
  const sent = waysOf(sources, mark).map((way, i) =>
    sendBy(way, sources, `${mark} ${way.device}`, 9_000 + 300 * i, sizes),
  )
  await Promise.all([...sent, refused(sources, mark)])
  expect(sizes.size).toBeGreaterThan(ROUNDS)
  return sizes
}

async function sendBy(way: Way, sources: Sources, text: string, bytes: number, sizes: Set<number>): Promise<void> {
  const { near, far, apiToken } = sources
  // Long enough to be a batch that can be told by its size, which differs between ways and rounds.
  const round = (i: number) => `${text} ${i} ${'x'.repeat(bytes + i)}`
  await way.send([`${text} unseen`, round(ROUNDS)], near)
  const seen = new Set<string>()
  const connection = new ViewerConnection({
    server: far.url,
    hello: async () => ({ version: PROTOCOL_VERSION, token: apiToken }),
  })
  connection.listen({
    batch: (header) => {
      if (header[HEADER.byteLength] >= OWN_MEMORY_BYTES) sizes.add(header[HEADER.byteLength])
    },
  })
  const subscriber = new LogSubscriber({
    connection,
    target: { device: await deviceCalled(way.device, sources) },
    want: 'all',
    handlers: {
      onRecords: (_session, records) => {
        for (const { body } of records) seen.add(/<(.+)>/.exec(body)?.[1] ?? '')
      },
      onGone: () => {},
    },
  })
  const untilSeen = (name: string, lines: string[], server: TestServer) =>
    vi.waitFor(
      async () => {
        await way.send(lines, server)
        expect(seen).toContain(name)
      },
      { timeout: 20_000 },
    )
  await untilSeen('hello', [`${text} <hello>`], near)
  // A session that moves to the other node may lose records, so they are sent until they pass.
  for (let i = 0; i < ROUNDS; i++) await untilSeen(`${i}`, [round(i), `${text} <${i}>`], i % 4 === 3 ? far : near)
  subscriber.close()
  connection.close()
  await way.send([`${text} after the last viewer`, round(ROUNDS + 1)], near)
  await way.end?.()
}

async function deviceCalled(name: string, { near, apiToken }: Sources): Promise<string> {
  return vi.waitFor(
    async () => {
      const answer = await fetch(`${near.url}/api/v1/devices`, { headers: { authorization: `Bearer ${apiToken}` } })
      const { devices } = (await answer.json()) as { devices: { id: string; name: string }[] }
      const found = devices.find((device) => device.name === name)
      expect(found).toBeTruthy()
      return found?.id ?? ''
    },
    { timeout: 20_000 },
  )
}

function waysOf({ near, syslogPort, token }: Sources, mark: string): Way[] {
  const posting =
    (path: string, type: string, bodyOf: (lines: string[]) => string | Buffer, encoding?: 'gzip') =>
    async (lines: string[], { url }: TestServer) => {
      const body = bodyOf(lines)
      const status = await post(url + path, encoding ? gzipSync(body) : body, {
        authorization: `Bearer ${token}`,
        'content-type': type,
        ...(encoding && { 'content-encoding': encoding }),
      })
      expect(status, path).toBeLessThan(300)
    }
  const otlp = (device: string, lines: string[]) => ({
    resource: { 'service.name': device },
    scope: mark,
    records: lines.map((line) => ({ body: line, attributes: { note: mark, 'exception.stacktrace': mark } })),
  })
  const entries = (lines: string[]) => lines.map((line) => ({ ms: Date.now(), line, metadata: { note: mark } }))
  return [
    {
      device: 'plain lines',
      send: posting('/api/v1/ingest?name=plain%20lines', 'text/plain', (lines) =>
        lines.map((line) => `${line}\n  at ${mark} (${mark}.js:1:2)\n`).join(''),
      ),
    },
    {
      device: 'lines of JSON',
      send: posting(
        '/api/v1/ingest?name=lines%20of%20JSON',
        'application/x-ndjson',
        (lines) => lines.map((msg) => `${JSON.stringify({ msg, level: 'error', stack: mark, note: mark })}\n`).join(''),
        'gzip',
      ),
    },
    streamOf('a stream', near, token),
    {
      device: 'OTLP',
      send: posting('/v1/logs', 'application/x-protobuf', (lines) => otlpBytes([otlp('OTLP', lines)])),
    },
    {
      device: 'OTLP in JSON',
      send: posting('/v1/logs', 'application/json', (lines) => JSON.stringify(otlpJson('OTLP in JSON', lines, mark))),
    },
    {
      device: 'Loki',
      send: posting('/loki/api/v1/push', 'application/x-protobuf', (lines) =>
        snappy(lokiProto([{ labels: `{service_name="Loki", note="${mark}"}`, entries: entries(lines) }])),
      ),
    },
    {
      device: 'Loki in JSON',
      send: posting('/loki/api/v1/push', 'application/json', (lines) =>
        JSON.stringify(lokiJson({ service_name: 'Loki in JSON', note: mark }, entries(lines))),
      ),
    },
    {
      device: 'journal',
      send: posting('/api/v1/journal/upload', 'application/vnd.fdo.journal', (lines) =>
        lines
          .map((line) => `_HOSTNAME=journal\n_BOOT_ID=1\nSYSLOG_IDENTIFIER=${mark}\nNOTE=${mark}\nMESSAGE=${line}\n\n`)
          .join(''),
      ),
    },
    syslogOf('syslog', syslogPort, token, mark),
  ]
}

/** On a connection of its own: one that is kept may be closed by the server at any moment. Resolves with the status. */
async function post(url: string, body: string | Buffer, headers: Record<string, string>): Promise<number> {
  const posted = request(url, { method: 'POST', headers, agent: false })
  posted.on('error', () => {}) // also after the answer, while the body is still on its way
  posted.end(body)
  const [answer] = await once(posted, 'response')
  answer.resume()
  await once(answer, 'end')
  return answer.statusCode
}

function otlpJson(device: string, lines: string[], mark: string) {
  const text = (stringValue: string) => ({ stringValue })
  const attributes = [{ key: 'note', value: text(mark) }]
  const logRecords = lines.map((line) => ({ body: text(line), severityText: 'ERROR', attributes }))
  const resource = { attributes: [{ key: 'service.name', value: text(device) }] }
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: mark }, logRecords }] }] }
}

/** An upload that stays open; it goes to one node only. */
function streamOf(device: string, near: TestServer, token: string): Way {
  const upload = request(`${near.url}/api/v1/ingest?name=${encodeURIComponent(device)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
  })
  const answered = once(upload, 'response')
  return {
    device,
    send: (lines) => new Promise((resolve) => upload.write(`${lines.join('\n')}\n`, () => resolve())),
    end: async () => {
      upload.end()
      const [answer] = await answered
      expect(answer.statusCode).toBe(200)
      answer.resume()
      await once(answer, 'end')
    },
  }
}

/** A connection that stays open, with messages of both framings. */
function syslogOf(device: string, port: number, token: string, mark: string): Way {
  const socket = connect(port, '127.0.0.1')
  return {
    device,
    send: (lines) =>
      new Promise((resolve) => {
        const messages = lines.map((line, i) => {
          const message = `<11>1 - host ${device} 7 ${mark} [agl@32473 token="${token}"][x@1 y="${mark}"] ${line}`
          return i % 2 ? `${message}\n` : `${Buffer.byteLength(message)} ${message}`
        })
        socket.write(messages.join(''), () => resolve())
      }),
    end: async () => {
      socket.end()
      await once(socket, 'close')
    },
  }
}

/** Requests and messages that the servers refuse, wholly or in part. */
async function refused({ near, far, syslogPort, token }: Sources, mark: string): Promise<void> {
  const send = (path: string, body: string, headers: Record<string, string> = {}) =>
    post(far.url + path, body, { authorization: `Bearer ${token}`, ...headers })
  const json = { 'content-type': 'application/json' }
  const statuses = await Promise.all([
    send('/api/v1/ingest?name=refused', mark, { authorization: 'Bearer agl_d_nobody' }),
    send('/api/v1/ingest?name=refused', `[{"msg":"${mark}"},{"msg":"${mark}`, json),
    send('/api/v1/ingest?name=refused', mark, { 'content-encoding': 'gzip' }),
    send('/v1/logs', `{"resourceLogs":[{"${mark}":"${mark}`, json),
    send('/v1/logs', mark, { 'content-type': 'application/x-protobuf' }),
    send('/loki/api/v1/push', `{"streams":[{"stream":{"a":"${mark}"},"values":[["${mark}`, json),
    // The server may hang up before it has read all of it.
    send('/loki/api/v1/push', mark.repeat(LIMITS.sourceBodyBytesMax / mark.length + 1), json).catch(() => 413),
    send('/api/v1/journal/upload', `MESSAGE=${mark}\n{"${mark}"}\n`),
  ])
  for (const status of statuses) expect(status).toBeGreaterThanOrEqual(400)
  for (const message of [
    `<11>1 - h a - - - ${mark}\n`,
    `${mark}\n`,
    `<11>1 - h a - - [agl token="${mark}"] ${mark}\n`,
  ]) {
    const socket = connect(syslogPort, new URL(near.url).hostname)
    socket.on('error', () => {}) // the server closes it
    socket.write(message)
    await once(socket, 'close')
  }
}
