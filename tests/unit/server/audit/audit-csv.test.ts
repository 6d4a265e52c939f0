/** The CSV of the audit log follows RFC 4180 and holds no formula, whatever names people choose. */
import { describe, expect, test } from 'vitest'
import { csvCell } from '#lib/protocol/csv-line.ts'
import { auditCsvLine } from '#lib/server/audit/audit-csv.ts'
import type { AuditRow } from '#lib/server/db/audit-events.ts'

describe('a cell', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['＝1+1', "'＝1+1"],
    ['=HYPERLINK("http://evil.test","x")', '"\'=HYPERLINK(""http://evil.test"",""x"")"'],
    ['a;=1+1;b', "a;'=1+1;b"],
    ['a; @SUM(A1)', "a; '@SUM(A1)"],
    ['a;b-c', 'a;b-c'],
    ['Ünïcödé Имя', 'Ünïcödé Имя'],
  ])('%j is written as %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })
})

test('an event is one line, with its time in UTC and its details as JSON', () => {
  const event: AuditRow = {
    id: 'id',
    atMs: Date.UTC(2026, 10, 28, 12),
    action: 'token.created',
    outcome: 'done',
    teamId: 'team-1',
    actor: { kind: 'user', id: 'user-1', name: 'ada@example.com' },
    target: { kind: 'token', id: 'token-1', name: '=cmd|calc' },
    address: '203.0.113.7',
    userAgent: 'Mozilla/5.0 (X11, Linux)',
    detail: { kind: 'device' },
  }
  expect(auditCsvLine(event)).toBe(
    "2026-11-28T12:00:00.000Z,token.created,done,ada@example.com,user,user-1,'=cmd|calc,token,token-1," +
      '203.0.113.7,"Mozilla/5.0 (X11, Linux)",team-1,"{""kind"":""device""}"\r\n',
  )
})
