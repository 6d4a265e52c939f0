import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFlutterTime, writeFlutterTime } from '#lib/flutter/flutter-time.ts'
import { toFlutterLog } from '#lib/flutter/from-record.ts'
import type { FlutterLog } from '#lib/flutter/log-frame.ts'
import { flutterRecord, ZoneGuess } from '#lib/flutter/to-record.ts'
import { decodeRecord, encodeRecord } from '#lib/protocol/record.ts'

const LOG: FlutterLog = {
  message: 'hello',
  level: 'info',
  timestamp: '2025-10-07T09:11:00.123456',
  error: null,
  stackTrace: null,
  deviceId: 'device_abc',
}
const AT_MS = Date.UTC(2025, 9, 7, 9, 11, 0, 123)

describe('[FP8] levels', () => {
  test.each([
    ['all', 'trace'],
    ['verbose', 'trace'],
    ['trace', 'trace'],
    ['debug', 'debug'],
    ['info', 'info'],
    ['warning', 'warn'],
    ['error', 'error'],
    ['wtf', 'fatal'],
    ['fatal', 'fatal'],
    ['nothing', 'unknown'],
    ['off', 'unknown'],
    ['Shouting', 'unknown'],
    [null, 'unknown'],
  ])('%s is %s', (word, level) => expect(flutterRecord({ ...LOG, level: word }, 0).level).toBe(level))
})

describe('[FP7] timestamps', () => {
  test.each([
    ['2025-10-07T09:11:00.123456', { utcMs: AT_MS + 0.456, hasZone: false }],
    ['2025-10-07T09:11:00.123', { utcMs: AT_MS, hasZone: false }],
    ['2025-10-07T09:11:00.123456Z', { utcMs: AT_MS + 0.456, hasZone: true }],
    ['2025-10-07T12:11:00.123+03:00', { utcMs: AT_MS, hasZone: true }],
    ['2025-10-07 09:11', { utcMs: Date.UTC(2025, 9, 7, 9, 11), hasZone: false }],
    ['+012345-01-02T00:00:00.000', { utcMs: Date.UTC(12345, 0, 2), hasZone: false }],
    ['2025-13-07T09:11:00', null],
    ['yesterday', null],
    ['', null],
  ])('%s', (text, time) => expect(readFlutterTime(text)).toEqual(time))

  test('without a zone lose the offset, and the raw text is kept', () => {
    expect(flutterRecord(LOG, 180)).toMatchObject({
      timeMs: AT_MS + 0.456 - 3 * 3600_000,
      attributes: { timestamp: LOG.timestamp },
    })
    expect(flutterRecord({ ...LOG, timestamp: `${LOG.timestamp}Z` }, 180).timeMs).toBe(AT_MS + 0.456)
    expect(flutterRecord({ ...LOG, timestamp: 'soon' }, 180, 77)).toMatchObject({
      timeMs: 77,
      attributes: { timestamp: 'soon' },
    })
  })

  test('[FP7] are written with six digits, or three where the rest is zero', () => {
    expect(writeFlutterTime(AT_MS + 0.456)).toBe('2025-10-07T09:11:00.123456Z')
    expect(writeFlutterTime(AT_MS)).toBe('2025-10-07T09:11:00.123Z')
    expect(writeFlutterTime(Number.MAX_VALUE)).toBe('1970-01-01T00:00:00.000Z')
  })

  test('any microsecond of a thousand years is read as it was written', () => {
    const anyMicros = fc.integer({ min: Date.UTC(1500, 0), max: Date.UTC(2500, 0) })
    fc.assert(
      fc.property(anyMicros, fc.integer({ min: 0, max: 999 }), (ms, micros) => {
        expect(readFlutterTime(writeFlutterTime(ms + micros / 1000))?.utcMs).toBeCloseTo(ms + micros / 1000, 2)
      }),
    )
  })
})

describe('[FB6] the zone of a device', () => {
  const local = (offsetMinutes: number, sentAtMs: number) =>
    writeFlutterTime(sentAtMs + offsetMinutes * 60_000).slice(0, -1)

  test.each([0, 180, 330, 345, -210, -720, 840])('%d minutes is found by the first log', (offset) => {
    expect(new ZoneGuess().add(local(offset, AT_MS), AT_MS + 90)).toBe(offset)
  })

  test('the next log corrects a first log that had waited for its connection', () => {
    const guess = new ZoneGuess()
    expect(guess.add(local(180, AT_MS - 20 * 60_000), AT_MS)).toBe(165)
    expect(guess.add(local(180, AT_MS), AT_MS + 50)).toBe(180)
    expect(guess.offsetMinutes).toBe(180)
  })

  test('the first live logs decide it: setting the clock later changes nothing', () => {
    const guess = new ZoneGuess()
    for (let i = 0; i < 8; i++) guess.add(local(180, AT_MS + i), AT_MS + i)
    expect(guess.add(local(600, AT_MS), AT_MS)).toBe(180)
  })

  test('times with a zone do not count, and a clock that is days off is not a zone', () => {
    const guess = new ZoneGuess()
    expect(guess.add(`${local(0, AT_MS + 3600_000)}Z`, AT_MS)).toBe(0)
    expect(guess.offsetMinutes).toBeNull()
    expect(guess.add(local(0, AT_MS + 86_400_000 * 3), AT_MS)).toBe(0)
  })
})

describe('[FP9] errors', () => {
  test.each([
    ['Exception: Test exception', '#0 main', { name: 'Exception', message: 'Test exception', stack: '#0 main' }],
    ["type 'Null' is not a subtype", null, { name: 'Error', message: "type 'Null' is not a subtype" }],
    ['FormatException: Bad\nline', null, { name: 'FormatException', message: 'Bad\nline' }],
    [null, '#0 main', { name: 'Error', message: '', stack: '#0 main' }],
  ])('%s', (error, stackTrace, expected) => {
    expect(flutterRecord({ ...LOG, error, stackTrace }, 0).error).toEqual(expected)
  })
})

test('[FP9] a log becomes a record, crosses the wire and becomes the same log again', () => {
  const level = fc.constantFrom('trace', 'debug', 'info', 'warning', 'error', 'fatal', null)
  const error = fc.option(fc.string().map((text) => `Exception: ${text}`))
  const time = fc
    .tuple(
      fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }),
      fc.integer({ min: 0, max: 999 }),
      fc.boolean(),
    )
    .map(([ms, micros, isUtc]) => writeFlutterTime(ms + micros / 1000).slice(0, isUtc ? undefined : -1))
  const log: fc.Arbitrary<FlutterLog> = fc.record({
    message: fc.string({ unit: 'binary' }),
    level,
    timestamp: time,
    error,
    stackTrace: fc.option(fc.string()),
    deviceId: fc.constant('device_abc'),
  })
  fc.assert(
    fc.property(log, fc.constantFrom(0, 180, -210, 345), (before, offset) => {
      const record = decodeRecord(encodeRecord(flutterRecord(before, offset)))
      expect(toFlutterLog(record, 'device_abc')).toEqual(before)
    }),
  )
})

test('[FP9] scope and attributes, for which a log has no field, are in its text', () => {
  expect(
    toFlutterLog(
      { timeMs: AT_MS, level: 'warn', body: 'slow', scope: 'db', attributes: { ms: 12, timestamp: 5 } },
      'd',
    ),
  ).toEqual({
    message: '[db] slow {"ms":12,"timestamp":5}',
    level: 'warning',
    timestamp: '2025-10-07T09:11:00.123Z',
    error: null,
    stackTrace: null,
    deviceId: 'd',
  })
})
