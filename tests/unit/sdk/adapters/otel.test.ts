import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { SeverityNumber } from '@opentelemetry/api-logs'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { expect, test } from 'vitest'
import { AgentLoggerExporter } from '#lib/sdk/adapters/otel.ts'
import { recorded } from './recorded.ts'

function exporting(attributes: Record<string, string> = {}) {
  const sdk = recorded()
  const exporter = new AgentLoggerExporter(sdk.logger)
  const provider = new LoggerProvider({
    resource: resourceFromAttributes(attributes),
    processors: [new SimpleLogRecordProcessor({ exporter })],
  })
  return { ...sdk, exporter, log: provider.getLogger('shop.cart', '1.0') }
}

test.each([
  [SeverityNumber.TRACE, 'trace'],
  [SeverityNumber.DEBUG4, 'debug'],
  [SeverityNumber.INFO2, 'info'],
  [SeverityNumber.WARN, 'warn'],
  [SeverityNumber.ERROR3, 'error'],
  [SeverityNumber.FATAL4, 'fatal'],
])('severity number %i is %s', (severityNumber, level) => {
  const { log, seen } = exporting()
  log.emit({ severityNumber, body: 'x' })
  expect(seen()).toEqual([{ level, body: 'x', scope: 'shop.cart' }])
})

test('without a number the severity text says the level', () => {
  const { log, seen } = exporting()
  log.emit({ severityText: 'WARNING', body: 'x' })
  log.emit({ body: 'x' })
  expect(seen().map(({ level }) => level)).toEqual(['warn', 'unknown'])
})

test('time, trace, attributes, resource and scope arrive', () => {
  const { log, records } = exporting({ 'service.name': 'shop', 'telemetry.sdk.name': 'opentelemetry' })
  const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
  log.emit({
    timestamp: 1_700_000_000_123,
    severityNumber: SeverityNumber.INFO,
    body: 'placed',
    attributes: { id: 7, list: [1, 'a'], nested: { b: true } },
    context: trace.setSpanContext(ROOT_CONTEXT, spanContext),
  })
  expect(records()).toMatchObject([
    {
      timeMs: 1_700_000_000_123,
      body: 'placed',
      attributes: { id: 7, list: [1, 'a'], nested: { b: true }, resource: { 'service.name': 'shop' } },
      scope: 'shop.cart',
      traceId: spanContext.traceId,
      spanId: spanContext.spanId,
    },
  ])
  expect(records()[0]?.attributes?.resource).toEqual({ 'service.name': 'shop' })
})

test('an exception is the error of the record, whether it came as an object or as attributes', () => {
  const { log, seen } = exporting()
  log.emit({ severityNumber: SeverityNumber.ERROR, body: 'failed', exception: new TypeError('no') })
  log.emit({ attributes: { 'exception.type': 'RangeError', 'exception.message': 'far', 'exception.stacktrace': 'RangeError: far\n    at a.js:1:1' } }) // biome-ignore format: one line
  expect(seen()).toMatchObject([
    { level: 'error', body: 'failed', error: { name: 'TypeError', message: 'no' } },
    { body: 'far', error: { name: 'RangeError', message: 'far', stack: 'RangeError: far\n    at a.js:1:1' } },
  ])
  expect(seen()[0]?.error?.stack).toContain('otel.test.ts')
  for (const { attributes } of seen()) expect(attributes).toBeUndefined()
})

test('bodies that are no text, events and empty records', () => {
  const { log, seen } = exporting()
  log.emit({ body: { message: 'structured', a: 1 } })
  log.emit({ body: [1, 2] })
  log.emit({ eventName: 'cart.opened', attributes: { a: 1 } })
  log.emit({ eventName: 'cart.closed', body: 'closed' })
  log.emit({})
  expect(seen()).toMatchObject([
    { body: 'structured', attributes: { a: 1 } },
    { body: '[1,2]' },
    { body: 'cart.opened', attributes: { a: 1 } },
    { body: 'closed', attributes: { eventName: 'cart.closed' } },
    { body: '' },
  ])
})

test('forceFlush and shutdown wait for the logger, never reject, and leave it open', async () => {
  const { exporter, logger, records } = exporting()
  let flushes = 0
  const flushing = new AgentLoggerExporter({ ...logger, flush: async () => flushes++ > -1 } as typeof logger)
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter: flushing })] })
  provider.getLogger('x').emit({ body: 'last' })
  await provider.forceFlush()
  await provider.shutdown()
  expect(flushes).toBeGreaterThan(0)
  expect(records().map(({ body }) => body)).toEqual(['last'])
  const failing = new AgentLoggerExporter({ flush: () => Promise.reject(new Error('ours')) } as never)
  await failing.forceFlush()
  await new AgentLoggerExporter({} as never).shutdown()
  exporter.export([{} as never], ({ code }) => expect(code).toBe(0))
})

test('secrets are redacted', () => {
  const { log, seen } = exporting()
  log.emit({ body: 'in https://a.example/?token=abcdef', attributes: { password: 'hunter2' } })
  expect(seen()).toMatchObject([
    { body: 'in https://a.example/?token=[redacted]', attributes: { password: '[redacted]' } },
  ])
})
