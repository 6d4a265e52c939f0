/** Where structured loggers keep level and time. */
import { expect, test } from 'vitest'
import { readJsonLine } from '#lib/cli/json-line.ts'

const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

test.each([
  ['pino', { level: 30 }, 'info'],
  ['bunyan', { v: 0, level: 50 }, 'error'],
  ['winston', { level: 'warn' }, 'warn'],
  ['zap', { level: 'dpanic', severity: 'PANIC' }, 'fatal'],
  ['slog', { level: 'ERROR' }, 'error'],
  ['Google Cloud', { severity: 'CRITICAL' }, 'fatal'],
  ['ECS, flat', { 'log.level': 'debug' }, 'debug'],
  ['ECS, nested', { log: { level: 'trace' } }, 'trace'],
  ['Serilog', { '@l': 'Warning' }, 'warn'],
  ['OpenTelemetry', { severityText: 'INFO2', severityNumber: 10 }, 'info'],
  ['OpenTelemetry, number', { severityNumber: 17 }, 'error'],
  ['python-json-logger', { levelname: 'CRITICAL' }, 'fatal'],
  ['journald', { PRIORITY: '4', MESSAGE: 'x' }, 'warn'],
  ['GELF', { version: '1.1', short_message: 'x', level: 3 }, 'error'],
  ['nothing', { message: 'error' }, 'unknown'],
  ['a level that is none', { level: { deep: 1 }, severity: null, lvl: 'loud' }, 'unknown'],
])('level: %s', (_name, fields, level) => {
  expect(readJsonLine(JSON.stringify(fields))?.level).toBe(level)
})

test.each([
  ['seconds', { ts: AT_MS / 1000 }],
  ['milliseconds', { time: AT_MS }],
  ['microseconds as text', { __REALTIME_TIMESTAMP: `${AT_MS}000` }],
  ['nanoseconds as text', { timeUnixNano: `${AT_MS}000000` }],
  ['RFC 3339', { '@timestamp': '2026-01-02T03:04:05.678Z' }],
  ['RFC 3339 with nanoseconds and zone', { '@t': '2026-01-02T05:04:05.678999999+02:00' }],
  ['Python', { timestamp: '2026-01-02 03:04:05,678Z' }],
])('time: %s', (_name, fields) => {
  expect(Math.trunc(readJsonLine(JSON.stringify(fields))?.timeMs ?? 0)).toBe(AT_MS)
})

test.each([{}, { time: 'yesterday' }, { time: 5 }, { ts: -1 }, { t: null }, { time: '2026-99-99T00:00:00Z' }])(
  'no time: %j',
  (fields) => {
    expect(readJsonLine(JSON.stringify(fields))).toEqual({ level: 'unknown', timeMs: undefined })
  },
)

test.each(['', 'text', '[1]', '"{}"', 'null', '{"a":1', '{"a":1}}', '{a:1}', '{"a":1} trailing', '\u0000{}'])(
  'a record of text, never an error: %j',
  (line) => {
    expect(readJsonLine(line)).toBeNull()
  },
)

test('blanks around the object and a CR at its end do no harm, and names of Object are just names', () => {
  expect(readJsonLine('  {"level":"info"}\r')?.level).toBe('info')
  expect(readJsonLine('{"__proto__":{"level":"error"},"constructor":1}')).toEqual({
    level: 'unknown',
    timeMs: undefined,
  })
})
