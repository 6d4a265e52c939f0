/** Messages of RFC 5424 and RFC 3164 as programs and devices write them. */
import { describe, expect, test } from 'vitest'
import { readSyslog } from '#lib/ingest/syslog-message.ts'
import { recordOfSyslog, sourceOfSyslog, takeOwnElement } from '#lib/ingest/syslog-record.ts'
import { parseLevel } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'

const NOW_MS = new Date(2026, 10, 29, 12).getTime()
const read = (text: string) => readSyslog(Buffer.from(text), NOW_MS)
/** What {@link read} finds, without what is absent. */
function found(text: string) {
  const { data, ...rest } = read(text)
  const elements = Object.fromEntries([...data].map(([id, values]) => [id, Object.fromEntries(values)]))
  const present = Object.entries({ ...rest, data: elements }).filter(
    ([name, value]) => name === 'body' || (value !== '' && value !== null && JSON.stringify(value) !== '{}'),
  )
  return Object.fromEntries(present)
}
const local = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime()

describe('RFC 5424', () => {
  test.each([
    [
      "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick",
      { facility: 4, severity: 2, timeMs: 1_065_910_455_003, host: 'mymachine.example.com', app: 'su', msgId: 'ID47' },
      "'su root' failed for lonvick",
    ],
    [
      "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time",
      { facility: 20, severity: 5, timeMs: 1_061_727_255_000.003, host: '192.0.2.1', app: 'myproc', procId: '8710' },
      "%% It's time",
    ],
    ['<13>1 - - - - - -', { facility: 1, severity: 5 }, ''],
    ['<13>1 - - - - - - ', { facility: 1, severity: 5 }, ''],
    ['<0>1 - - - - - - a', { facility: 0, severity: 0 }, 'a'],
    ['<191>1 - - - - - - a', { facility: 23, severity: 7 }, 'a'],
    [
      '<13>1 2003-13-41T99:00:00Z h a - - - no such time',
      { facility: 1, severity: 5, host: 'h', app: 'a' },
      'no such time',
    ],
    ['<13>1 - - - - - -  rsyslog’s blank\n', { facility: 1, severity: 5 }, 'rsyslog’s blank'],
    ['<13>1 - - - - - - \u{1f600} grüße\r\n\0', { facility: 1, severity: 5 }, '\u{1f600} grüße'],
  ])('%j', (text, fields, body) => {
    expect(found(text)).toEqual({ ...fields, body })
  })

  test('several elements with every escape, and a message behind them', () => {
    const data = '[a@1 x="1" y="q\\"b\\\\s\\]e\\n"][b][__proto__ z="ü"]'
    expect(found(`<13>1 - h a - - ${data} hello`)).toMatchObject({
      data: { 'a@1': { x: '1', y: 'q"b\\s]e\\n' }, b: {} },
      body: 'hello',
    })
    expect(read(`<13>1 - h a - - ${data} hello`).data.get('__proto__')?.get('z')).toBe('ü')
    expect(found(`<13>1 - h a - - ${data}`)).toMatchObject({ body: '' })
  })

  test.each(['[a x="1"', '[a x=1] m', '[a x="1] m', '[ x="1"] m', '[a x="1" m', '[]'])(
    'data that is not well-formed is text of the message: %j',
    (data) => {
      expect(found(`<13>1 - h a - - ${data}`)).toMatchObject({ host: 'h', app: 'a', body: data })
    },
  )
})

describe('RFC 3164', () => {
  const [at, year] = [local(2026, 9, 11, 22, 14, 15), 2026]
  test.each([
    [
      "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed",
      { facility: 4, severity: 2, timeMs: at, host: 'mymachine', app: 'su', procId: '12' },
      "'su root' failed",
    ],
    [
      '<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!',
      { timeMs: local(year + 1, 1, 5, 17, 32, 18), host: '10.0.0.99' },
      'Use the BFG!',
    ],
    ['<13>Oct 11 22:14:15 fe80::1 app: m', { timeMs: at, host: 'fe80::1', app: 'app' }, 'm'],
    ['<13>Oct 11 22:14:15 app: no host', { timeMs: at, app: 'app' }, 'no host'],
    ['<13>Oct 11 2003 22:14:15 h app: m', { timeMs: local(2003, 9, 11, 22, 14, 15), host: 'h', app: 'app' }, 'm'],
    ['<13>Oct 11 22:14:15 2003 h app: m', { timeMs: local(2003, 9, 11, 22, 14, 15), host: 'h', app: 'app' }, 'm'],
    [
      '<13>Aug 24 05:34:00 CST 1987 h app[10]: m',
      { timeMs: local(1987, 7, 24, 5, 34, 0), host: 'h', app: 'app', procId: '10' },
      'm',
    ],
    [
      '<13>2003-10-11T22:14:15.003456+02:00 h app[7]: rsyslog',
      { timeMs: 1_065_903_255_003.456, host: 'h', app: 'app', procId: '7' },
      'rsyslog',
    ],
    [
      '<189>123: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured',
      { timeMs: Date.UTC(2027, 2, 1, 18, 46, 11, 123), msgId: 'SYS-5-CONFIG_I' },
      '%SYS-5-CONFIG_I: Configured',
    ],
    ['<13>app[9]: no time', { app: 'app', procId: '9' }, 'no time'],
    ['<13>no tag, no time', {}, 'no tag, no time'],
    ['<13>Feb 29 10:00:00 h app: leap', { timeMs: undefined }, 'Feb 29 10:00:00 h app: leap'],
    ['<13>http://example.com/ was asked', {}, 'http://example.com/ was asked'],
    ['<13>Oct 11 22:14:15 h app:   indented', { timeMs: at, host: 'h', app: 'app' }, '  indented'],
    ['<13>', {}, ''],
  ] as [string, Record<string, unknown>, string][])('%j', (text, fields, body) => {
    expect(found(text)).toEqual({ ...found(text), ...fields, body })
    for (const name of ['host', 'app', 'procId', 'timeMs'])
      expect(found(text)[name], name).toEqual(fields[name] as undefined)
  })

  test('a time without a year is in the year that is nearest', () => {
    const newYear = new Date(2027, 0, 1, 0, 5).getTime()
    const late = readSyslog(Buffer.from('<13>Dec 31 23:59:59 h a: m'), newYear)
    expect(late.timeMs).toBe(local(2026, 11, 31, 23, 59, 59))
    const early = readSyslog(Buffer.from('<13>Jan  1 00:00:10 h a: m'), new Date(2026, 11, 31, 23, 59).getTime())
    expect(early.timeMs).toBe(local(2027, 0, 1, 0, 0, 10))
  })

  test.each(['<192>m', '<999>m', '<>m', '<1a>m', 'no PRI', '<1234>m', ''])(
    'without a valid PRI it is text: %j',
    (text) => {
      expect(found(text)).toEqual({ body: text })
    },
  )
})

describe('as a record', () => {
  const line = (body: string): LogRecord =>
    body.startsWith('{')
      ? { timeMs: 1, level: parseLevel(JSON.parse(body).level), body, isJson: true }
      : { timeMs: 1, level: 'warn', body }
  const record = (text: string, isCut = false) => recordOfSyslog(read(text), line, { isCut, receivedAtMs: NOW_MS })

  test('severities become levels; 5, notice, is info', () => {
    const levels = [0, 1, 2, 3, 4, 5, 6, 7].map((severity) => record(`<${8 + severity}>1 - - - - - - m`).level)
    expect(levels).toEqual(['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'])
    // Without one, what the text says.
    expect(record('m').level).toBe('warn')
  })

  test('facility, procid, msgid and elements are attributes; no time is now; no text is the msgid', () => {
    expect(record('<29>1 - h a 12 ID [a@1 x="1"] m')).toEqual({
      ...{ timeMs: NOW_MS, level: 'info', body: 'm' },
      attributes: { 'process.pid': 12, 'syslog.facility': 'daemon', 'syslog.msgid': 'ID', 'a@1': { x: '1' } },
    })
    expect(record('<29>1 - h a web-1 ID -')).toMatchObject({ body: 'ID', attributes: { 'process.pid': 'web-1' } })
    expect(Object.keys(record('<29>1 - h a - - [__proto__ x="1"] m').attributes ?? {})).toContain('__proto__')
    expect(record('m', true)).toMatchObject({ truncated: true })
  })

  test('a JSON body keeps its fields, and its level where it names one', () => {
    const json = '{"level":"error","msg":"no"}'
    expect(record(`<14>1 - h a 12 - - ${json}`)).toEqual({ timeMs: NOW_MS, level: 'error', body: json, isJson: true })
    expect(record('<11>1 - h a - - - @cee: {"msg":"no"}')).toMatchObject({ level: 'error', isJson: true })
    const withData = record(`<14>1 - h a 12 - [x y="1"] ${json}`)
    expect(withData).toMatchObject({ body: json, attributes: { msg: 'no', x: { y: '1' }, 'process.pid': 12 } })
    expect(withData.isJson).toBeUndefined()
  })

  test('the program is the device, and the host is its run', () => {
    expect(sourceOfSyslog(read('<13>1 - web nginx - - - m'))).toMatchObject({ name: 'nginx', instance: 'web' })
    expect(sourceOfSyslog(read('<13>1 - web - - - - m'))).toMatchObject({ name: 'web', instance: 'web' })
    expect(sourceOfSyslog(read('m'))).toMatchObject({ name: 'syslog', instance: '' })
    expect(sourceOfSyslog(read('<13>1 - web nginx - - - m'), 'Shop')).toMatchObject({ name: 'Shop', instance: 'web' })
  })

  test.each(['agl', 'agl@32473', 'agl@1.2.3'])('the token is taken out of the element %s', (id) => {
    const message = read(`<13>1 - h a - - [x y="1"][${id} token="agl_d_1" name="Shop"][${id}@ z="1"] m`)
    expect(takeOwnElement(message)).toEqual({ token: 'agl_d_1', name: 'Shop' })
    expect(JSON.stringify(recordOfSyslog(message, line, { isCut: false, receivedAtMs: NOW_MS }))).not.toContain(
      'agl_d_1',
    )
    expect(takeOwnElement(message)).toBeNull()
  })

  test.each(['agile@1', 'agl@', 'agl@x', 'AGL@1'])('other elements keep what they hold: %s', (id) => {
    expect(takeOwnElement(read(`<13>1 - h a - - [${id} token="t"] m`))).toBeNull()
  })
})
