import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FlutterLog, flutterLogFrame, readFlutterFrame } from '#lib/flutter/log-frame.ts'

const BYTES =
  '{"type":"log","data":{"message":"Counter incremented to 1","level":"info","timestamp":"2025-10-07T09:11:00.123456","error":null,"stackTrace":null,"deviceId":"device_abc"}}'
const LOG: FlutterLog = {
  message: 'Counter incremented to 1',
  level: 'info',
  timestamp: '2025-10-07T09:11:00.123456',
  error: null,
  stackTrace: null,
  deviceId: 'device_abc',
}

test('[FP5] a log is written byte for byte as the app does', () => {
  expect(flutterLogFrame({ ...LOG })).toBe(BYTES)
  expect(new TextEncoder().encode(flutterLogFrame(LOG))).toHaveLength(171)
})

test('[FP5] the order of the fields does not depend on the object', () => {
  const turned = Object.fromEntries(Object.entries(LOG).reverse()) as unknown as FlutterLog
  expect(flutterLogFrame(turned)).toBe(BYTES)
})

test('[FP5] text beyond ASCII stays raw, line ends and terminal colors are escaped', () => {
  expect(flutterLogFrame({ ...LOG, message: 'Привет 🚀\n\u001b[31m"\\' })).toContain(
    '"message":"Привет 🚀\\n\\u001b[31m\\"\\\\"',
  )
})

test('[FP5] the error log of the example app is read with its stack', () => {
  const frame =
    '{"type":"log","data":{"message":"Error: Something went wrong","level":"error","timestamp":"2025-10-07T09:11:00.123","error":"Exception: Test exception","stackTrace":"#0      _MyHomePageState._demonstrateLogs (package:agentlogger_example/main.dart:66:7)\\n#1      x\\n","deviceId":"unknown"}}'
  const read = readFlutterFrame(frame)
  expect(read).toMatchObject({
    kind: 'log',
    log: { level: 'error', error: 'Exception: Test exception', deviceId: 'unknown' },
  })
  expect(read.kind === 'log' && flutterLogFrame(read.log)).toBe(frame)
})

const text = fc.string({ unit: 'binary' })
const textOrNull = fc.option(text)
const anyLog: fc.Arbitrary<FlutterLog> = fc.record({
  message: text,
  level: textOrNull,
  timestamp: text,
  error: textOrNull,
  stackTrace: textOrNull,
  deviceId: text,
})

test('[FP5] any log that is written reads back the same', () => {
  fc.assert(
    fc.property(anyLog, (log) => {
      expect(readFlutterFrame(flutterLogFrame(log))).toEqual({ kind: 'log', log })
    }),
  )
})

test('[FP6] no text makes the reader throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        fc.json(),
        fc.jsonValue().map((v) => JSON.stringify({ type: 'log', data: v })),
      ),
      (any) => {
        expect(['log', 'greeting', 'error', 'disconnected', 'other']).toContain(readFlutterFrame(any).kind)
      },
    ),
  )
})

test('[FP6] a frame nested deeper than the stack is broken and throws nothing', () => {
  const deep = '['.repeat(900_000) + ']'.repeat(900_000)
  for (const frame of [`{"type":"log","data":{"message":${deep}}}`, `{"type":"error","message":${deep}}`])
    expect(readFlutterFrame(frame)).toEqual({ kind: 'other', isBroken: true })
})

test('[FP6] a log without its optional fields, or with values of other kinds, is still a log', () => {
  expect(readFlutterFrame('{"type":"log","data":{}}')).toEqual({
    kind: 'log',
    log: { message: '', level: null, timestamp: '', error: null, stackTrace: null, deviceId: 'unknown' },
  })
  expect(readFlutterFrame('{"type":"log","data":{"message":{"a":1},"level":3000,"error":false}}')).toMatchObject({
    log: { message: '{"a":1}', level: '3000', error: 'false' },
  })
})

describe('[FP17] what a foreign relay may send', () => {
  test.each([
    [
      '{"type":"connected","clientId":"client_def","deviceId":"device_abc","sessionId":"session_xyz","serverUrl":"x"}',
      { kind: 'greeting', clientId: 'client_def', deviceId: 'device_abc', sessionId: 'session_xyz', serverUrl: 'x' },
    ],
    ['{"type":"hello","clientId":"client_def"}', { kind: 'greeting', clientId: 'client_def' }],
    ['{"sessionId":"session_xyz"}', { kind: 'greeting', sessionId: 'session_xyz' }],
    ['{"type":"connected","deviceId":null}', { kind: 'greeting' }],
    [
      '{"message":"m","level":"info","deviceId":"device_abc"}',
      {
        kind: 'log',
        log: { message: 'm', level: 'info', timestamp: '', error: null, stackTrace: null, deviceId: 'device_abc' },
      },
    ],
    [
      '{"type":"error","message":"Session not found","code":"session_not_found"}',
      { kind: 'error', code: 'session_not_found', message: 'Session not found' },
    ],
    ['{"type":"disconnected","deviceId":"device_abc"}', { kind: 'disconnected' }],
    ['{"type":"log","data":[]}', { kind: 'other', isBroken: true }],
    ['{"type":"ping"}', { kind: 'other' }],
    ['[1]', { kind: 'other', isBroken: true }],
    ['not json', { kind: 'other', isBroken: true }],
  ])('%s', (frame, read) => expect(readFlutterFrame(frame)).toEqual(read))
})
