/** What the operator changes and lists from the command line, and how a running server hears of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { watchRights } from '#lib/server/administration/rights-changed.ts'
import { mailFinding } from '#lib/server/administration/service-findings.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'
import { closeDb, db } from '#lib/server/db/client.ts'
import { createUser, findUserByEmail } from '#lib/server/db/users.ts'
import { makePerson, makeSession, makeToken, type Person } from '#tests/support/database.ts'
import { runMain } from '#tests/unit/cli/fake-streams.ts'

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-operator-verbs-'))
const before = { ...process.env }
let ada: Person

beforeAll(async () => {
  process.env.AGENT_LOGGER_DATA_DIR = dataDir
  process.env.AUDIT_STDOUT = 'off'
  process.env.PUBLIC_URL = 'https://logs.example.com'
  expect(await runMain(['team', 'list'])).toMatchObject({ exitCode: 0 })
  open()
  await createUser({ email: 'owner@example.com', name: 'Owner', passwordHash: 'x', isServerOwner: true })
  ada = await makePerson({ email: 'ada@example.com', name: 'Ada' })
})
afterAll(async () => {
  await closeDb()
  process.env = before
  rmSync(dataDir, { recursive: true, force: true })
})

/** Each verb closes the database when it is done. */
function open(): void {
  putConfig(loadConfig(process.env))
}

async function operator(...args: string[]) {
  const ran = await runMain(args)
  open()
  return ran
}

const json = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('user list shows accounts as a table, or one JSON object a line', async () => {
  const table = await operator('user', 'list')
  expect(table.stdout).toMatch(
    /^EMAIL +NAME +STATE .*\nada@example.com +Ada +active .*\nowner@example.com +Owner +owner /,
  )
  const { stdout } = await operator('user', 'list', '--json', '--search', 'ADA')
  expect(json(stdout)).toMatchObject([{ email: 'ada@example.com', isServerOwner: false }])
  expect(stdout).not.toContain('passwordHash')
})

test('user reset-link prints the link alone, and works once for that person', async () => {
  const { exitCode, stdout, stderr } = await operator('user', 'reset-link', '--email', 'ada@example.com')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toMatch(/^https:\/\/logs\.example\.com\/reset#\S+\n$/)
  expect(await operator('user', 'reset-link', '--email', 'nobody@example.com')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('nobody@example.com'),
  })
})

test('user disable, enable, role and delete, and the last owner stays', async () => {
  await operator('user', 'disable', '--email', 'ada@example.com')
  expect((await findUserByEmail('ada@example.com'))?.disabledAt).not.toBeNull()
  await operator('user', 'enable', '--email', 'ada@example.com')
  expect((await findUserByEmail('ada@example.com'))?.disabledAt).toBeNull()
  for (const verb of [['disable'], ['delete', '--yes'], ['role', '--server-owner', 'no']])
    expect(await operator('user', ...verb, '--email', 'owner@example.com')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('last account that owns the server'),
    })
  expect(await operator('user', 'role', '--email', 'ada@example.com', '--server-owner', 'yes')).toMatchObject({
    exitCode: 0,
  })
  expect(await operator('user', 'role', '--email', 'owner@example.com', '--server-owner', 'no')).toMatchObject({
    exitCode: 0,
  })
  expect(await operator('user', 'role', '--email', 'owner@example.com', '--server-owner', 'yes')).toMatchObject({
    exitCode: 0,
  })
  const role = ['user', 'role', '--email', 'ada@example.com', '--team', ada.teamId, '--role']
  expect(await operator(...role, 'viewer')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('only owner'),
  })
  const [other, { row }] = [await makePerson(), await makeToken(ada)]
  await db().membership.create({ data: { teamId: ada.teamId, userId: other.id, role: 'owner' } })
  expect(await operator(...role, 'viewer')).toMatchObject({ exitCode: 0 })
  expect((await db().token.findUnique({ where: { id: row.id } }))?.revokedAt).not.toBeNull()
  expect(await operator(...role, 'owner')).toMatchObject({ exitCode: 0 })
  expect(await operator(...role, 'boss')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('"boss"') })
})

test('deleting asks on a terminal, and needs --yes without one', async () => {
  const mortal = await makePerson({ email: 'mortal@example.com' })
  const remove = ['user', 'delete', '--email', 'mortal@example.com']
  expect(await operator(...remove)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes is required') })
  expect(await operator(...remove, '--yes')).toMatchObject({ exitCode: 0 })
  expect(await db().team.findUnique({ where: { id: mortal.teamId } })).toBeNull()
})

test('tokens and links are listed without secrets and revoked by id', async () => {
  const { token, row } = await makeToken(ada)
  const { stdout } = await operator('token', 'list', '--json')
  expect(stdout).not.toContain(token)
  expect(json(stdout)).toMatchObject([{ id: row.id, last4: token.slice(-4) }])
  expect(await operator('token', 'revoke', '--id', row.id)).toMatchObject({ exitCode: 0 })
  expect(await operator('token', 'revoke', '--id', row.id)).toMatchObject({ exitCode: 2 })
  const { deviceId } = await makeSession(ada, 'session-of-ada-00001')
  const link = await operator('link', 'create', '--email', 'ada@example.com', '--device', deviceId)
  const [listed] = json((await operator('link', 'list', '--json')).stdout)
  expect(link.stdout).toContain(`/s/${listed.id}#`)
  expect(await operator('link', 'revoke', '--id', listed.id)).toMatchObject({ exitCode: 0 })
  expect((await operator('link', 'list', '--json')).stdout).toBe('')
})

test('session prune deletes what ended earlier than asked', async () => {
  const long = Date.now() - 40 * 24 * 3600_000
  await makeSession(ada, 'session-of-ada-00002', long)
  await db().session.updateMany({
    where: { id: 'session-of-ada-00002' },
    data: { endedAt: new Date(long), lastSeenAt: new Date(long) },
  })
  expect((await operator('session', 'prune')).stderr).toContain('deleted 0 past sessions')
  expect((await operator('session', 'prune', '--older-than', '30d')).stderr).toContain('deleted 1 past sessions')
})

test('every change is in the audit log, by the operator', async () => {
  const { stdout } = await operator('audit', '--json')
  const events = json(stdout)
  const actions = new Set(events.map(({ action }) => action))
  for (const action of [
    'user.disabled',
    'user.enabled',
    'user.deleted',
    'token.revoked',
    'link.revoked',
    'sessions.pruned',
  ])
    expect(actions).toContain(action)
  expect(new Set(events.map(({ actorKind }) => actorKind))).toEqual(new Set(['operator']))
  expect((await operator('audit', '--since', '1ms')).stdout).toMatch(/^AT \(UTC\)/)
})

test('a running server rechecks its connections after a change, and not before', async () => {
  const recheck = vi.fn(async () => {})
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const stop = watchRights(recheck)
  try {
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(1_000)
      expect(recheck).not.toHaveBeenCalled()
    })
    const { row } = await makeToken(ada)
    await operator('token', 'revoke', '--id', row.id)
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(1_000)
      expect(recheck).toHaveBeenCalledTimes(1)
    })
  } finally {
    stop()
    vi.useRealTimers()
  }
})

test('doctor gives the password of the mail server to no server without TLS', async () => {
  const lines: string[] = []
  const server = createServer((socket) => {
    socket.write('220 here\r\n')
    socket.on('error', () => {})
    socket.on('data', (data) => {
      lines.push(String(data))
      socket.write(/^EHLO/i.test(String(data)) ? '250-here\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  try {
    const { port } = server.address() as AddressInfo
    // This name of the machine is not one of those that count as the machine itself.
    const mail = { smtpUrl: `smtp://user:secret@0.0.0.0:${port}`, from: 'logs@example.com' }
    expect(await mailFinding({ mail })).toMatchObject({ state: 'problem' })
    expect(lines.join('')).toMatch(/^EHLO/)
    expect(lines.join('')).not.toContain('AUTH')
  } finally {
    server.close()
  }
})

test('doctor names what is wrong, what to do, and exits with 1 only for what does not work', async () => {
  const good = await operator('doctor', '--json')
  expect(good.exitCode).toBe(0)
  const findings = json(good.stdout)
  expect(findings.map(({ about }) => about)).toEqual(
    expect.arrayContaining([
      'settings',
      'address',
      'proxies',
      'data folder',
      'file modes',
      'database',
      'clock',
      'mail',
      'Redis',
    ]),
  )
  expect(findings.find(({ about }) => about === 'proxies')).toMatchObject({ state: 'warning' })
  process.env.REDIS_URL = 'redis://127.0.0.1:1'
  const bad = await runMain(['doctor'])
  delete process.env.REDIS_URL
  expect(bad).toMatchObject({ exitCode: 1 })
  expect(bad.stdout).toContain('DATABASE_URL: must be postgresql')
})
