/** OTLP/HTTP with the exporters of OpenTelemetry for JavaScript, in both encodings, and by hand where they cannot be made to. */
import { SeverityNumber } from '@opentelemetry/api-logs'
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPLogExporter as ProtoExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type SourceWatcher, watchSource } from '#tests/support/source-watcher.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

let relay: TestRelay
let watcher: SourceWatcher
beforeEach(async () => {
  relay = await startRelay()
  watcher = await watchSource(relay)
})
afterEach(() => relay.close())

const ENCODINGS = [
  ['protobuf', ProtoExporter],
  ['JSON', JsonExporter],
] as const

function provider(Exporter: (typeof ENCODINGS)[number][1], compression: 'gzip' | 'none') {
  const exporter = new Exporter({
    url: `${relay.url}/v1/logs`,
    headers: { authorization: 'Bearer agl_d_shop' },
    compression: compression as never,
  })
  return new LoggerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': 'shop',
        'service.version': '1.2.3',
        'service.instance.id': 'run-1',
        'host.name': 'box',
      }),
    ),
    processors: [new BatchLogRecordProcessor({ exporter })],
  })
}

test.each(
  ENCODINGS.flatMap(([name, exporter]) => (['none', 'gzip'] as const).map((c) => [name, c, exporter] as const)),
)('the real exporter: %s, compression %s', async (_name, compression, Exporter) => {
  const logs = provider(Exporter, compression)
  const logger = logs.getLogger('cart', '1.0')
  for (let i = 1; i <= 600; i++)
    logger.emit({ body: `order ${i}`, severityNumber: SeverityNumber.INFO2, attributes: { i } })
  logger.emit({
    body: { message: 'paid', amount: 3, nested: { deep: [1, 'два'] } },
    severityNumber: SeverityNumber.ERROR4,
    attributes: { 'exception.type': 'TypeError', 'exception.message': 'no', 'exception.stacktrace': 'at x', i: 601 },
    timestamp: 1_700_000_000_123,
  })
  await logs.forceFlush()
  await vi.waitFor(() => expect(watcher.records).toHaveLength(601))
  const records = watcher.records.sort((a, b) => a.seq - b.seq)
  expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 601 }, (_, i) => i + 1))
  expect(records[0]).toMatchObject({ body: 'order 1', level: 'info', scope: 'cart', attributes: { i: 1 } })
  expect(records[600]).toEqual({
    seq: 601,
    timeMs: 1_700_000_000_123,
    body: 'paid',
    level: 'error',
    scope: 'cart',
    attributes: { i: 601, amount: 3, nested: { deep: [1, 'два'] } },
    error: { name: 'TypeError', message: 'no', stack: 'at x' },
  })
  expect([...watcher.states.values()][0]?.device).toMatchObject({
    name: 'shop',
    appVersion: '1.2.3',
    platform: 'nodejs',
    model: 'box',
  })
  await logs.shutdown()
})

test('a source that is over its rate gets 429, and its exporter delivers later', async () => {
  const seen: number[] = []
  relay.server.on('request', (_request, response) => response.once('finish', () => seen.push(response.statusCode)))
  const logs = provider(ProtoExporter, 'none')
  const logger = logs.getLogger('cart')
  logger.emit({ body: 'first' })
  await logs.forceFlush()
  const [session] = relay.sources.sessions.all()
  session?.chargeInput(4.5 * LIMITS.sourceBytesPerSecond)
  logger.emit({ body: 'second' })
  await logs.forceFlush()
  await vi.waitFor(() => expect(watcher.bodies()).toEqual(['first', 'second']))
  expect(seen).toEqual([200, 429, 200])
  expect(relay.hits.counts.get('sourceBytesPerSecond')).toBe(1)
  await logs.shutdown()
})
