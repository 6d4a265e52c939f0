/** The audit log in both databases: what is written, how it is filtered and paged, and what it forgets. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type AuditActor, NOWHERE, recordAudit } from '#lib/server/audit/audit.ts'
import type { AuditAction } from '#lib/server/audit/audit-actions.ts'
import { auditQuery } from '#lib/server/audit/audit-filter.ts'
import { pruneAuditLog } from '#lib/server/audit/audit-retention.ts'
import { config } from '#lib/server/config/env.ts'
import { AUDIT_SCAN_ROWS, type AuditQuery, listAuditEvents } from '#lib/server/db/audit-events.ts'
import { db } from '#lib/server/db/client.ts'
import { api, recordRelay } from '#tests/support/api.ts'
import { describeOnBoth, makePerson, withDatabase } from '#tests/support/database.ts'

const NOW_MS = 1_800_000_000_000
const ADA: AuditActor = { kind: 'user', id: 'user-ada', name: 'ada@example.com' }
const BOB: AuditActor = { kind: 'user', id: 'user-bob', name: 'Боб@example.com' }

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

const record = (action: AuditAction, atMs: number, facts: Parameters<typeof recordAudit>[3] = {}, actor = ADA) =>
  recordAudit(action, actor, { address: '203.0.113.7', userAgent: 'Browser' }, { teamId: 'team-1', ...facts }, atMs)

async function actionsOf(query: Partial<AuditQuery>): Promise<string[]> {
  return (await listAuditEvents({ teamId: 'team-1', ...query })).events.map(({ action }) => action)
}

describeOnBoth('the audit log', () => {
  beforeEach(async () => {
    await db().auditEvent.deleteMany()
  })

  test('shows a team its own events, newest first, and the server everything', async () => {
    await record('token.created', 1, { target: { kind: 'token', id: 't', name: 'Phone' }, detail: { kind: 'api' } })
    await record('token.revoked', 2)
    await record('link.created', 3, { teamId: 'team-2' })
    await record('sign-in.failed', 4, { teamId: null, outcome: 'refused' })
    expect(await actionsOf({})).toEqual(['token.revoked', 'token.created'])
    expect(await actionsOf({ teamId: null })).toHaveLength(4)
    const [, created] = (await listAuditEvents({ teamId: 'team-1' })).events
    expect(created).toEqual({
      id: expect.any(String),
      atMs: 1,
      action: 'token.created',
      outcome: 'done',
      teamId: 'team-1',
      actor: ADA,
      target: { kind: 'token', id: 't', name: 'Phone' },
      address: '203.0.113.7',
      userAgent: 'Browser',
      detail: { kind: 'api' },
    })
  })

  test('is filtered by group, person, time and text, and by all of them', async () => {
    await record('token.created', 10)
    await record('member.removed', 20, { target: { kind: 'user', id: 'u', name: 'Грейс Хоппер' } }, BOB)
    await record('invite.created', 30)
    const by = (filter: Parameters<typeof auditQuery>[1]) => actionsOf(auditQuery('team-1', filter))
    expect(await by({ group: 'people' })).toEqual(['invite.created', 'member.removed'])
    expect(await by({ actor: BOB.id as string })).toEqual(['member.removed'])
    expect(await by({ fromMs: 10, untilMs: 30 })).toEqual(['member.removed', 'token.created'])
    for (const text of ['грейс', 'ХОППЕР', 'боб']) expect(await by({ text }), text).toEqual(['member.removed'])
    expect(await by({ text: 'ADA@' })).toEqual(['invite.created', 'token.created'])
    expect(await by({ text: '203.0.113' })).toHaveLength(3)
    expect(await by({ text: 'nobody' })).toEqual([])
    expect(await by({ group: 'people', actor: ADA.id as string, text: 'ada', fromMs: 20 })).toEqual(['invite.created'])
    expect(await by({ actor: 'a\0b', text: 'a\0b' })).toEqual([])
  })

  test('is paged without gaps or repeats while new events arrive, even within one millisecond', async () => {
    for (let i = 0; i < 7; i++) await record('token.created', i < 5 ? 5 : i, { target: { kind: 'n', id: `${i}` } })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listAuditEvents({ teamId: 'team-1', cursor, pageSize: 2 })
      seen.push(...page.events.map(({ target }) => target?.id ?? ''))
      cursor = page.nextCursor ?? undefined
      if (seen.length < 5) await record('link.created', 100 + seen.length)
    } while (cursor)
    expect(seen.sort()).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    expect(await actionsOf({ cursor: 'nonsense' })).toHaveLength(9)
  })

  test('reads at most a bounded number of rows for one page, and says how far it searched', async () => {
    const row = { action: 'token.created', actorKind: 'user', teamId: 'team-1' }
    const at = (ms: number) => ({ ...row, at: new Date(ms) })
    await db().auditEvent.create({ data: { ...at(1), targetName: 'needle', targetKind: 'n', targetId: '1' } })
    const hay = Array.from({ length: AUDIT_SCAN_ROWS + 500 }, (_, i) => at(1000 + i))
    for (let i = 0; i < hay.length; i += 2000) await db().auditEvent.createMany({ data: hay.slice(i, i + 2000) })
    const first = await listAuditEvents({ teamId: 'team-1', text: 'needle' })
    expect(first).toMatchObject({ events: [], nextCursor: expect.any(String), searchedToMs: 1499 })
    const second = await listAuditEvents({ teamId: 'team-1', text: 'needle', cursor: first.nextCursor ?? undefined })
    expect(second).toMatchObject({ events: [{ target: { name: 'needle' } }], nextCursor: null, searchedToMs: null })
  })

  test('forgets what is older than the settings say, and beyond the bound the oldest of the largest team', async () => {
    const pause = vi.fn(async () => {})
    const oldMs = NOW_MS - config().audit.retentionMs
    await record('token.created', oldMs - 1)
    await record('token.revoked', oldMs)
    expect(await pruneAuditLog({ pause }, NOW_MS)).toEqual({ expired: 1, surplus: 0 })
    for (let i = 0; i < 6; i++) await record('link.created', NOW_MS + i, { teamId: 'noisy' })
    await record('invite.created', NOW_MS - 1000, { teamId: null })
    // Eight events are left: the noisy team pays, although the others are older.
    expect(await pruneAuditLog({ pause, rowsMax: 5 }, NOW_MS)).toEqual({ expired: 0, surplus: 3 })
    expect(await actionsOf({})).toEqual(['token.revoked'])
    const { events } = await listAuditEvents({ teamId: 'noisy' })
    expect(events.map(({ atMs }) => atMs - NOW_MS)).toEqual([5, 4, 3])
    expect(pause).toHaveBeenCalled()
    expect(LIMITS.auditEventsMax).toBe(1_000_000)
  })
})

describe('a line on stdout', () => {
  withDatabase('sqlite', { AUDIT_STDOUT: 'on' })

  test('is one line of JSON without control or bidirectional characters, whatever a client sends', async () => {
    const evil = 'a\r\nforged line\u001b[8m\u0085\u009b\u2028\u202e\u0000\ud800'
    await recordAudit(
      'device.renamed',
      { ...ADA, name: evil },
      { address: evil, userAgent: evil },
      { teamId: 'team-9', target: { kind: 'device', id: 'd', name: evil }, detail: { before: evil } },
      NOW_MS,
    )
    const [line] = vi.mocked(console.log).mock.calls[0] as [string]
    expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u)
    expect(JSON.parse(line)).toMatchObject({ audit: { action: 'device.renamed', at: new Date(NOW_MS).toISOString() } })
    const { events } = await listAuditEvents({ teamId: 'team-9' })
    expect(JSON.stringify(events)).not.toMatch(/\\u001b|\\r|\\n|\u202e/)
  })

  test('is not written when the settings say so', async () => {
    const { putConfig } = await import('#lib/server/config/env.ts')
    const before = config()
    putConfig({ ...before, audit: { ...before.audit, isOnStdout: false } })
    await recordAudit('token.created', ADA, NOWHERE, {}, NOW_MS)
    putConfig(before)
    expect(console.log).not.toHaveBeenCalled()
  })
})

describe('SQLite answers a page by an index', () => {
  withDatabase()

  async function plansOf(query: AuditQuery): Promise<string[]> {
    const statements: [string, unknown[]][] = []
    // What Prisma really sends, with its parameters.
    const { default: Database } = await import('better-sqlite3')
    const { sqliteFile } = await import('#lib/server/db/client.ts')
    const prepare = vi.spyOn(Database.prototype, 'prepare')
    await listAuditEvents(query)
    for (const [sql] of prepare.mock.calls) statements.push([sql as string, []])
    prepare.mockRestore()
    const open = new Database(sqliteFile(config().databaseUrl))
    const plans = statements
      .filter(([sql]) => sql.startsWith('SELECT'))
      .map(([sql]) => {
        const count = (sql.match(/\?/g) ?? []).length
        const rows = open.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array(count).fill(1)) as { detail: string }[]
        return rows.map(({ detail }) => detail).join('; ')
      })
    open.close()
    return plans
  }

  const cursor = `${NOW_MS}.some-id-1234`
  test.each<[string, AuditQuery, string]>([
    ['a team', { teamId: 't' }, 'AuditEvent_teamId_at_idx'],
    ['a later page of a team', { teamId: 't', cursor }, 'AuditEvent_teamId_at_idx'],
    ['a time of a team', { teamId: 't', fromMs: 1, untilMs: 9 }, 'AuditEvent_teamId_at_idx'],
    ['a search in a team', { teamId: 't', text: 'x', actionPrefixes: ['token.'] }, 'AuditEvent_teamId_at_idx'],
    ['everything', { teamId: null }, 'AuditEvent_at_idx'],
    ['a later page of everything', { teamId: null, cursor }, 'AuditEvent_at_idx'],
    ['a person', { teamId: null, actorId: 'some-id-1234' }, 'AuditEvent_actorId_at_idx'],
  ])('of %s', async (_, query, index) => {
    const plans = await plansOf(query)
    expect(plans.length).toBeGreaterThan(0)
    for (const plan of plans) {
      expect(plan).toContain(index)
      expect(plan).not.toMatch(/SCAN AuditEvent(?! USING)|USE TEMP B-TREE FOR ORDER BY/)
    }
  })
})

describe('the API', () => {
  withDatabase()

  test('gives the log to owners only, and the whole server’s to its owner', async () => {
    recordRelay()
    const [owner, server] = [await makePerson(), await makePerson()]
    await db().user.update({ where: { id: server.id }, data: { isServerOwner: true } })
    await api('PATCH', '/api/v1/team', { who: { user: owner }, body: { name: 'Lab' } })
    const mine = await api('GET', '/api/v1/team/audit?group=team', { who: { user: owner } })
    expect(mine.json).toMatchObject({ events: [{ action: 'team.renamed', target: { name: 'Lab' } }], nextCursor: null })
    for (const path of ['/api/v1/server/audit', '/api/v1/server/audit.csv'])
      expect((await api('GET', path, { who: { user: owner } })).code).toBe('forbidden')
    const all = await api('GET', '/api/v1/server/audit', { who: { user: server } })
    expect(all.json.events).toMatchObject([{ action: 'team.renamed', teamId: owner.teamId }])
    const foreign = await api('GET', `/api/v1/team/audit?team=${owner.teamId}`, { who: { user: server } })
    expect(foreign.code).toBe('not-found')
    expect((await api('GET', '/api/v1/team/audit?group=none', { who: { user: owner } })).code).toBe('invalid-input')
  })

  test('streams a CSV file of everything that matches, one at a time, and records that', async () => {
    const owner = await makePerson()
    const row = { at: new Date(1), actorKind: 'user', actorName: '=evil()', teamId: owner.teamId }
    const rows = Array.from({ length: 1_200 }, (_, i) => ({
      ...row,
      action: i < 1_100 ? 'token.created' : 'link.created',
    }))
    await db().auditEvent.createMany({ data: rows })
    const path = '/api/v1/team/audit.csv'
    const file = await api('GET', `${path}?group=tokens`, { who: { user: owner } })
    expect(file).toMatchObject({ status: 200 })
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="audit-log.csv"')
    const lines = file.text.split('\r\n')
    expect(lines).toHaveLength(1_100 + 2)
    expect(lines[0]).toBe(
      'time,action,outcome,actor,actor kind,actor id,target,target kind,target id,address,user agent,team id,detail',
    )
    expect(lines[1]).toContain("token.created,done,'=evil(),user")
    expect(file.text).not.toContain('link.created')
    const { events } = await listAuditEvents({ teamId: owner.teamId, pageSize: 1 })
    expect(events).toMatchObject([{ action: 'audit.exported', actor: { name: owner.email } }])
  })

  test('refuses more than LIMITS.userAuditExportsMax at once, and none for longer than LIMITS.auditExportMs', async () => {
    const { auditExport } = await import('#lib/server/http/audit-export.ts')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const start = (userId = 'user-1') => auditExport({ query: { teamId: 'none' }, userId, fileName: 'a.csv' })
      const slow = start()
      expect(LIMITS.userAuditExportsMax).toBe(1)
      expect(() => start()).toThrow(expect.objectContaining({ code: 'server-busy' }))
      await start('user-2').text()
      await start('user-2').text()
      vi.advanceTimersByTime(LIMITS.auditExportMs)
      await expect(slow.text()).rejects.toThrow()
      const canceled = start()
      await canceled.body?.cancel()
      await start().text()
    } finally {
      vi.useRealTimers()
    }
  })
})
