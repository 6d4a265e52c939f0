/** Where structured loggers put the level and the time. */
import { expect, test } from 'vitest'
import { readJsonLine } from '#lib/lines/json-line.ts'
import { LineRecords } from '#lib/lines/line-records.ts'

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
  ['Serilog, long', { Level: 'Error', MessageTemplate: 'x' }, 'error'],
  ['.NET', { LogLevel: 'Warning', Category: 'App' }, 'warn'],
  ['slog, between levels', { level: 'ERROR+4' }, 'error'],
  ['pino, own level', { level: 35 }, 'info'],
  ['winston, coloured', { level: '\u001b[33mwarn\u001b[39m' }, 'warn'],
  ...[
    [100, 'DEBUG', 'debug'] as const,
    [200, 'INFO', 'info'] as const,
    [250, 'NOTICE', 'info'] as const,
    [300, 'WARNING', 'warn'] as const,
    [400, 'ERROR', 'error'] as const,
    [500, 'CRITICAL', 'fatal'] as const,
    [550, 'ALERT', 'fatal'] as const,
    [600, 'EMERGENCY', 'fatal'] as const,
  ].flatMap(([level, level_name, read]): [string, object, string][] => [
    [`Monolog, ${level_name}`, { message: 'x', context: {}, level, level_name, channel: 'app' }, read],
    [`Monolog, ${level} alone`, { message: 'x', level }, read],
    [`Monolog, ${level_name} alone`, { message: 'x', level_name }, read],
  ]),
  ['no level of Monolog', { message: 'x', level: 700 }, 'unknown'],
  ['an own number and a name of Monolog', { message: 'x', level: 999, level_name: 'ERROR' }, 'error'],
  ['Python, number', { levelno: 30 }, 'warn'],
  ['MongoDB', { t: { $date: '2026-01-02T03:04:05.678Z' }, s: 'E', msg: 'x' }, 'error'],
  ['MongoDB, debug', { t: { $date: '2026-01-02T03:04:05.678Z' }, s: 'D1', msg: 'x' }, 'debug'],
  ['a lone s', { s: 'E', msg: 'x' }, 'unknown'],
  ['loguru', { text: 'x', record: { level: { name: 'ERROR', no: 40 } } }, 'error'],
  ['a named object', { level: { name: 'error' } }, 'error'],
  ['Docker file', { log: '[WARN] disk\n', stream: 'stderr', time: '2026-01-02T03:04:05.678Z' }, 'warn'],
  ['an error and no level', { msg: 'x', err: { message: 'boom' } }, 'error'],
  ['an invalid level', { level: { deep: 1 }, severity: null, lvl: 'loud' }, 'unknown'],
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
  ['MongoDB', { t: { $date: '2026-01-02T03:04:05.678+00:00' } }],
  ['MongoDB, relaxed', { t: { $date: { $numberLong: `${AT_MS}` } } }],
  ['Log4j', { instant: { epochSecond: Math.floor(AT_MS / 1000), nanoOfSecond: 678_000_000 } }],
  ['Google Cloud', { timestamp: { seconds: Math.floor(AT_MS / 1000), nanos: 678_000_000 } }],
  ['loguru', { record: { time: { timestamp: AT_MS / 1000 } } }],
  ['.NET', { Timestamp: '2026-01-02T03:04:05.678Z' }],
  ['Monolog', { level: 400, level_name: 'ERROR', datetime: '2026-01-02T04:04:05.678901+01:00' }],
  ['PHP, a zone', { datetime: { date: '2026-01-02 03:04:05.678901', timezone_type: 3, timezone: 'UTC' } }],
  ['PHP, an offset', { datetime: { date: '2026-01-02 05:04:05.678901', timezone_type: 1, timezone: '+02:00' } }],
])('time: %s', (_name, fields) => {
  expect(Math.trunc(readJsonLine(JSON.stringify(fields))?.timeMs ?? 0)).toBe(AT_MS)
})

test.each([
  {},
  { datetime: { date: '2026-01-02 03:04:05.678901', timezone_type: 3, timezone: 'Europe/Berlin' } },
  { time: 'yesterday' },
  { time: 5 },
  { ts: -1 },
  { t: null },
  { time: '2026-99-99T00:00:00Z' },
])('no time: %j', (fields) => {
  expect(readJsonLine(JSON.stringify(fields))).toEqual({ level: 'unknown', timeMs: undefined, error: undefined })
})

test('a line of Monolog is one record, whose text is the line', () => {
  const line =
    '{"message":"x","context":{},"level":400,"level_name":"ERROR","channel":"app","datetime":"2026-01-02T03:04:05.678+00:00"}'
  const records = new LineRecords()
  expect([...records.takeLine(line, AT_MS + 5), ...records.end(AT_MS + 5)]).toEqual([
    { body: line, level: 'error', timeMs: AT_MS, isJson: true },
  ])
})

test.each(['', 'text', '[1]', '"{}"', 'null', '{"a":1', '{"a":1}}', '{a:1}', '{"a":1} trailing', '\u0000{}'])(
  'a record of text, never an error: %j',
  (line) => {
    expect(readJsonLine(line)).toBeNull()
  },
)

test('whitespace around the object and a CR at its end are harmless, and property names of Object are just names', () => {
  expect(readJsonLine('  {"level":"info"}\r')?.level).toBe('info')
  expect(readJsonLine('{"__proto__":{"level":"error"},"constructor":1}')).toEqual({
    level: 'unknown',
    timeMs: undefined,
    error: undefined,
  })
})

const ERRORS: [name: string, fields: object, error: object | undefined][] = [
  [
    'pino',
    { err: { type: 'TypeError', message: 'no id', stack: 'TypeError: no id\n    at a.js:1:2' } },
    { name: 'TypeError', message: 'no id', stack: 'TypeError: no id\n    at a.js:1:2' },
  ],
  ['bunyan', { err: { name: 'Gone', message: 'no', stack: 's' } }, { name: 'Gone', message: 'no', stack: 's' }],
  [
    'winston',
    { level: 'error', message: 'boom', stack: 'RangeError: boom\n    at a.js:1:2' },
    { name: 'RangeError', message: 'boom' },
  ],
  [
    'zap',
    { level: 'error', error: 'dial tcp: refused', stacktrace: 'main.main\n\t/a.go:3' },
    { name: 'Error', message: 'dial tcp: refused', stack: 'main.main\n\t/a.go:3' },
  ],
  ['slog', { level: 'ERROR', err: 'no space' }, { name: 'Error', message: 'no space' }],
  [
    'Python',
    {
      levelname: 'ERROR',
      exc_info: 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: 1',
    },
    { name: 'KeyError', message: '1' },
  ],
  [
    'ECS',
    { error: { type: 'java.io.IOException', message: 'closed', stack_trace: 'java.io.IOException: closed' } },
    { name: 'java.io.IOException', message: 'closed' },
  ],
  [
    'ECS, flat',
    { 'error.type': 'E1', 'error.message': 'closed', 'error.stack_trace': 's' },
    { name: 'E1', message: 'closed', stack: 's' },
  ],
  [
    'Serilog',
    { '@x': 'System.InvalidOperationException: no\n   at App.Run() in /a.cs:line 3' },
    { name: 'System.InvalidOperationException', message: 'no' },
  ],
  [
    '.NET',
    { Exception: 'System.ArgumentException: bad\n   at App.Run()' },
    { name: 'System.ArgumentException', message: 'bad' },
  ],
  [
    'Log4j',
    {
      thrown: {
        name: 'a.B',
        message: 'm',
        extendedStackTrace: [{ class: 'a.B', method: 'run', file: 'B.java', line: 3 }],
      },
    },
    { name: 'a.B', message: 'm', stack: '    at a.B.run (B.java:3)' },
  ],
  [
    'AWS Lambda',
    { errorType: 'TypeError', errorMessage: 'no', stackTrace: ['TypeError: no', '    at a.js:1:2'] },
    { name: 'TypeError', message: 'no' },
  ],
  [
    'Monolog',
    {
      ...{ message: 'no order', level: 400, level_name: 'ERROR', channel: 'app', extra: {} },
      context: {
        exception: {
          class: 'RuntimeException',
          message: 'boom',
          code: 0,
          file: '/app/a.php:3',
          trace: ['/app/b.php:4', '/app/c.php:5'],
        },
      },
    },
    { name: 'RuntimeException', message: 'boom', stack: '/app/b.php:4\n/app/c.php:5' },
  ],
  ['a context that is a word', { level: 400, level_name: 'ERROR', context: 'exception' }, undefined],
  ['a calm record', { level: 'info', error: 'none' }, undefined],
  ['no error', { level: 'error', error: false, err: null, exception: '' }, undefined],
]
test.each(ERRORS)('error: %s', (_name, fields, error) => {
  const found = readJsonLine(JSON.stringify(fields))?.error
  if (error) expect(found).toMatchObject(error)
  else expect(found).toBeUndefined()
})
