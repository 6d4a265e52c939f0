/** systemd's journal export format, as journalctl writes it and in pieces of every size. */
import { describe, expect, test, vi } from 'vitest'
import { JournalEntries, type JournalEntry } from '#lib/ingest/journal-entries.ts'
import { recordOfEntry, sourceOfEntry } from '#lib/ingest/journal-record.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

const NOW_MS = 1_800_000_000_000

function binary(name: string, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.byteLength))
  return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')])
}

const ENTRY = Buffer.concat([
  Buffer.from('__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1342540861416351\n__MONOTONIC_TIMESTAMP=415905\n'),
  Buffer.from('_BOOT_ID=b1\n_MACHINE_ID=a0000000000000000000000000000001\n_HOSTNAME=web\nPRIORITY=3\n'),
  Buffer.from(
    'SYSLOG_IDENTIFIER=nginx\n_SYSTEMD_UNIT=nginx.service\n_PID=12\n_UID=0\nCODE_LINE=7\nORDER_ID=9007199254740993\n',
  ),
  binary('MESSAGE', 'first\nsecond=\nthird\n'),
  Buffer.from('\n'),
])

function entries(stream: Buffer | string, chunkBytes = Number.POSITIVE_INFINITY): JournalEntry[] {
  const parser = new JournalEntries()
  const bytes = Buffer.from(stream)
  const found: JournalEntry[] = []
  for (let at = 0; at < bytes.byteLength; at += chunkBytes)
    found.push(...parser.push(bytes.subarray(at, at + chunkBytes)))
  return [...found, ...parser.end()]
}

test('text and binary fields, in pieces of every size', () => {
  const stream = Buffer.concat([ENTRY, ENTRY, Buffer.from('\n\nMESSAGE=no blank line at the end\n')])
  const whole = entries(stream)
  expect(whole).toHaveLength(3)
  expect(whole[0]?.fields.get('MESSAGE')).toBe('first\nsecond=\nthird\n')
  for (const chunkBytes of [1, 2, 7, 64, 1000]) expect(entries(stream, chunkBytes), `${chunkBytes}`).toEqual(whole)
})

test('as a record: the machine is the device, each boot a run, the program the scope', () => {
  const [entry] = entries(ENTRY) as [JournalEntry]
  expect(sourceOfEntry(entry)).toMatchObject({ kind: 'journal', name: 'web', instance: 'b1' })
  expect(recordOfEntry(entry, NOW_MS)).toEqual({
    timeMs: 1_342_540_861_416.351,
    level: 'error',
    body: 'first\nsecond=\nthird',
    scope: 'nginx',
    attributes: {
      'systemd.unit': 'nginx.service',
      'process.pid': 12,
      'code.line.number': 7,
      ORDER_ID: '9007199254740993',
    },
  })
})

test.each([
  ['PRIORITY=5\nMESSAGE=m\n', { level: 'info', body: 'm', timeMs: NOW_MS }],
  ['PRIORITY=9\nMESSAGE=m\n', { level: 'unknown' }],
  ['MESSAGE=\n', { body: '' }],
  ['MESSAGE=a=b\n_SOURCE_REALTIME_TIMESTAMP=1000500\n__REALTIME_TIMESTAMP=2000000\n', { body: 'a=b', timeMs: 1000.5 }],
  ['MESSAGE=first\nMESSAGE=second\n', { body: 'first' }],
  ['_PID=12\n__REALTIME_TIMESTAMP=99999999999999999999\n', { timeMs: NOW_MS, attributes: { 'process.pid': 12 } }],
])('%j', (text, fields) => {
  const [entry] = entries(text) as [JournalEntry]
  expect(recordOfEntry(entry, NOW_MS)).toMatchObject(fields)
})

test('of a large entry the beginning is kept, and what follows is read', () => {
  const dump = Buffer.alloc(LIMITS.journalEntryBytesMax * 4, 'x')
  const stream = Buffer.concat([binary('COREDUMP', dump), Buffer.from('PRIORITY=2\n\nMESSAGE=next\n\n')])
  for (const chunkBytes of [1_000, 65_536]) {
    const [first, next] = entries(stream, chunkBytes) as [JournalEntry, JournalEntry]
    expect(first.fields.get('COREDUMP')).toHaveLength(LIMITS.journalEntryBytesMax)
    expect(recordOfEntry(first, NOW_MS)).toMatchObject({ truncated: true })
    expect(recordOfEntry(next, NOW_MS)).toMatchObject({ body: 'next' })
    expect(next.isCut).toBe(false)
  }
})

test('a value that arrives byte by byte costs no more than its length', () => {
  const parser = new JournalEntries()
  const alloc = vi.spyOn(Buffer, 'alloc')
  for (const _ of parser.push(Buffer.from('MESSAGE='))) expect.fail()
  for (let i = 0; i < 2 * LIMITS.journalEntryBytesMax; i++) for (const _ of parser.push(Buffer.from('x'))) expect.fail()
  const [entry] = parser.push(Buffer.from('\n\n'))
  expect(entry?.fields.get('MESSAGE')).toHaveLength(LIMITS.journalEntryBytesMax)
  const allocated = alloc.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0)
  alloc.mockRestore()
  expect(allocated).toBeLessThan(4 * LIMITS.journalEntryBytesMax)
})

test('of too many fields the first are kept', () => {
  const [entry] = entries(Array.from({ length: 2_000 }, (_, i) => `F${i}=${i}\n`).join('')) as [JournalEntry]
  expect(entry).toMatchObject({ isCut: true, fields: expect.objectContaining({ size: 1024 }) })
})

describe('what is not the format is refused with its reason', () => {
  test.each([
    ['lower=case\n', 'other characters'],
    ['=x\n', 'other characters'],
    [`${'A'.repeat(65)}=x\n`, 'more than 64'],
    ['A'.repeat(65), 'more than 64'],
    ['{"MESSAGE":"json"}\n', 'other characters'],
    ['MESSAGE=cut', 'incomplete'],
    ['MESS', 'incomplete'],
    [Buffer.concat([binary('MESSAGE', 'abc').subarray(0, -1), Buffer.from('x')]), 'does not end with'],
    [Buffer.concat([Buffer.from('MESSAGE\n'), Buffer.alloc(8, 0xff)]), '1 TiB'],
    [Buffer.from('MESSAGE\n\x01\0\0'), 'incomplete'],
  ])('%j', (stream, reason) => {
    for (const chunkBytes of [1, 1000]) expect(() => entries(stream, chunkBytes)).toThrow(reason)
  })
})
