/**
 * Programs that cannot run here, by the requests that they document: each snippet that is "not run" sends what its program
 * would, with the address and token of the snippet.
 */
import { gzipSync } from 'node:zlib'
import { PbfWriter } from 'pbf'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type OtlpGroup, otlpBytes } from '#tests/support/otlp-bytes.ts'
import { snippetOf } from '#tests/support/snippets.ts'
import { type SourceWatcher, watchSource } from '#tests/support/source-watcher.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

const TOKEN = 'agl_d_shop'
const AT = 1_796_000_000_123_456_789n
const AT_MS = 1_796_000_000_123.456

let relay: TestRelay
let watcher: SourceWatcher
beforeEach(async () => {
  relay = await startRelay()
  watcher = await watchSource(relay)
})
afterEach(() => relay.close())

const snippet = (id: string) => snippetOf(id, { origin: relay.url, token: TOKEN }).join('\n')
const device = () => [...watcher.states.values()][0]?.device
async function arrived() {
  return vi.waitFor(() => {
    expect(watcher.records).not.toEqual([])
    return watcher.records[0]
  })
}

/** The record that each makes of "Hello", with the fields that its library adds. */
const OTLP: Record<string, OtlpGroup & { level: string; attributes: Record<string, unknown>; platform: string }> = {
  python: {
    resource: {
      'telemetry.sdk.language': 'python',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.version': '1.38.0',
      'service.name': 'my-app',
    },
    scope: 'root',
    records: [
      {
        timeUnixNano: AT,
        observedTimeUnixNano: AT,
        severityNumber: 9,
        severityText: 'INFO',
        body: 'Hello',
        attributes: { 'code.file.path': '/app/main.py', 'code.line.number': 17, answer: 42 },
      },
    ],
    ...{ level: 'info', attributes: { 'code.line.number': 17, answer: 42 }, platform: 'python' },
  },
  go: {
    resource: { 'service.name': 'my-app' },
    scope: 'my-app',
    records: [{ timeUnixNano: AT, severityNumber: 9, severityText: 'INFO', body: 'Hello', attributes: { answer: 42 } }],
    ...{ level: 'info', attributes: { answer: 42 }, platform: 'otlp' },
  },
  java: {
    resource: {
      'service.name': 'my-app',
      'service.instance.id': '627cc493',
      'telemetry.sdk.language': 'java',
      'telemetry.distro.name': 'opentelemetry-java-instrumentation',
      'host.name': 'web',
      'os.type': 'linux',
      'process.command_args': ['java', '-jar', 'my-app.jar'],
    },
    scope: 'com.example.Shop',
    records: [
      {
        timeUnixNano: AT,
        observedTimeUnixNano: AT,
        severityNumber: 17,
        severityText: 'ERROR',
        body: 'Hello',
        attributes: {
          'exception.type': 'java.lang.IllegalStateException',
          'exception.message': 'no',
          'exception.stacktrace': 'java.lang.IllegalStateException: no\n\tat com.example.Shop.main(Shop.java:5)\n',
          'thread.name': 'main',
        },
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
      },
    ],
    ...{ level: 'error', attributes: { 'thread.name': 'main' }, platform: 'java' },
  },
  dotnet: {
    resource: { 'service.name': 'my-app', 'service.instance.id': 'a9b1', 'telemetry.sdk.language': 'dotnet' },
    scope: 'Shop.Checkout',
    records: [
      {
        timeUnixNano: AT,
        observedTimeUnixNano: AT,
        severityNumber: 13,
        severityText: 'Warning',
        body: 'Hello',
        attributes: { answer: 42, '{OriginalFormat}': 'Hello' },
      },
    ],
    ...{ level: 'warn', attributes: { answer: 42 }, platform: 'dotnet' },
  },
  rust: {
    resource: { 'service.name': 'my-app', 'telemetry.sdk.language': 'rust' },
    scope: '',
    records: [
      { observedTimeUnixNano: AT, severityNumber: 9, severityText: 'INFO', body: 'Hello', attributes: { answer: 42 } },
    ],
    ...{ level: 'info', attributes: { answer: 42 }, platform: 'rust' },
  },
  android: {
    resource: { 'service.name': 'my-app', 'device.model.name': 'Pixel 9' },
    scope: 'my-app',
    records: [{ observedTimeUnixNano: AT, severityNumber: 9, body: 'Hello' }],
    ...{ level: 'info', attributes: {}, platform: 'otlp' },
  },
  ios: {
    resource: { 'service.name': 'my-app', 'telemetry.sdk.language': 'swift' },
    scope: 'my-app',
    records: [{ timeUnixNano: AT, observedTimeUnixNano: AT, severityNumber: 9, severityText: 'INFO', body: 'Hello' }],
    ...{ level: 'info', attributes: {}, platform: 'swift' },
  },
  'otel-collector': {
    resource: { 'service.name': 'my-app', 'k8s.pod.name': 'my-app-1', 'log.file.name': 'app.log' },
    scope: '',
    records: [{ observedTimeUnixNano: AT, body: 'Hello', attributes: { 'log.file.name': 'app.log' } }],
    ...{ level: 'unknown', attributes: { 'log.file.name': 'app.log' }, platform: 'otlp' },
  },
}

test.each(Object.entries(OTLP))('%s, over OTLP', async (id, { level, attributes, platform, ...group }) => {
  const code = snippet(id)
  expect(code).toContain(TOKEN)
  // Some take the whole address, some add the path themselves.
  expect(code).toContain(relay.url)
  const answer = await fetch(`${relay.url}/v1/logs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
    },
    body: new Uint8Array(gzipSync(otlpBytes([group]))),
  })
  expect(answer.status).toBe(200)
  const record = await arrived()
  expect(record).toMatchObject({
    level,
    body: 'Hello',
    timeMs: expect.closeTo(AT_MS, 0),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  })
  if (id === 'java') {
    expect(record).toMatchObject({ scope: 'com.example.Shop', traceId: '0af7651916cd43dd8448eb211c80319c' })
    expect(record?.error).toMatchObject({ name: 'java.lang.IllegalStateException', message: 'no' })
    expect(record?.error?.stack).toContain('Shop.java:5')
  }
  expect(device()).toMatchObject({ name: 'my-app', platform })
})

/** A push as Loki's own clients encode it: snappy over protobuf. */
function lokiBytes(labels: string, lines: readonly string[]): Uint8Array {
  const pbf = new PbfWriter()
  pbf.writeMessage(
    1,
    () => {
      pbf.writeStringField(1, labels)
      for (const line of lines)
        pbf.writeMessage(
          2,
          () => {
            pbf.writeMessage(
              1,
              () => {
                pbf.writeVarintField(1, Number(AT / 1_000_000_000n))
                pbf.writeVarintField(2, Number(AT % 1_000_000_000n))
              },
              null,
            )
            pbf.writeStringField(2, line)
          },
          null,
        )
    },
    null,
  )
  return snappyBytes(pbf.finish())
}

/** Snappy without compression: the length, then literals of at most 60 bytes. */
function snappyBytes(bytes: Uint8Array): Uint8Array {
  const length = new PbfWriter()
  length.writeVarint(bytes.byteLength)
  const parts: Uint8Array[] = [length.finish()]
  for (let at = 0; at < bytes.byteLength; at += 60) {
    const literal = bytes.subarray(at, at + 60)
    parts.push(Uint8Array.of((literal.byteLength - 1) << 2), literal)
  }
  return Buffer.concat(parts)
}

const basic = `Basic ${Buffer.from(`token:${TOKEN}`).toString('base64')}`

test.each([
  [
    'docker',
    '{container_name="my-app", filename="/var/log/docker/1/json.log", host="box", source="stdout"}',
    'Hello',
    'my-app',
  ],
  [
    'vector',
    '{host="box", service_name="my-app"}',
    '{"host":"box","message":"Hello","source_type":"file","timestamp":"2026-11-29T10:00:00Z"}',
    'my-app',
  ],
  ['alloy', '{filename="/var/log/app.log", job="my-app"}', 'Hello', 'my-app'],
])('%s, as Loki pushes with snappy', async (id, labels, line, name) => {
  expect(snippet(id)).toMatch(new RegExp(`${TOKEN}`))
  const answer = await fetch(`${relay.url}/loki/api/v1/push`, {
    method: 'POST',
    headers: {
      authorization: id === 'alloy' ? `Bearer ${TOKEN}` : basic,
      'content-type': 'application/x-protobuf',
    },
    body: new Uint8Array(lokiBytes(labels, [line])),
  })
  expect(answer.status).toBe(204)
  const record = await arrived()
  expect(record).toMatchObject({ body: line, timeMs: expect.closeTo(AT_MS, 0) })
  if (line.startsWith('{')) expect(record?.attributes).toMatchObject({ message: 'Hello' })
  expect(device()).toMatchObject({ name, platform: 'loki' })
})

test('Fluent Bit in Kubernetes, as a Loki push in JSON', async () => {
  expect(snippet('kubernetes')).toContain(`Http_Passwd     ${TOKEN}`)
  const stream = { app: 'my-app', pod: 'my-app-7d9f' }
  const answer = await fetch(`${relay.url}/loki/api/v1/push`, {
    method: 'POST',
    headers: { authorization: basic, 'content-type': 'application/json' },
    body: JSON.stringify({ streams: [{ stream, values: [[String(AT), 'Hello']] }] }),
  })
  expect(answer.status).toBe(204)
  expect(await arrived()).toMatchObject({ body: 'Hello', timeMs: expect.closeTo(AT_MS, 0) })
  expect(device()).toMatchObject({ name: 'my-app', model: 'my-app-7d9f', platform: 'loki' })
})
