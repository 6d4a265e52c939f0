/** `logger`, rsyslog, systemd-journal-upload and curl as the dashboard's snippets set them up, each the real program. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { needJournalUpload, needRsyslog } from '#scripts/need-programs.ts'
import { runProgram, startProgram } from '#tests/support/run-program.ts'
import { snippetOf } from '#tests/support/snippets.ts'
import { own, type SyslogScene, startSyslog, TOKEN } from '#tests/support/syslog-scene.ts'

let scene: SyslogScene
let dir: string
beforeEach(async () => {
  scene = await startSyslog()
  dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-sources-'))
})
afterEach(async () => {
  await scene.close()
  rmSync(dir, { recursive: true, force: true })
})

const snippet = (id: string) => snippetOf(id, { origin: scene.relay.url, token: TOKEN, syslogPort: scene.port })
const arrived = (body: string) =>
  vi.waitFor(
    () => {
      const record = scene.watcher.records.find((each) => each.body.includes(body))
      expect(record).toBeDefined()
      return record
    },
    { timeout: 60_000 },
  )

test('logger, as its snippet calls it', async () => {
  await runProgram('bash', ['-c', snippet('logger')[0] ?? ''])
  expect(await arrived('Hello from a script')).toMatchObject({ level: 'info', body: 'Hello from a script' })
  expect([...scene.watcher.states.values()][0]?.device.name).toBe('my-app')
})

test.each([
  ['rfc5424', ['--rfc5424', '--octet-count', '--sd-id', 'agl@32473', '--sd-param', `token="${TOKEN}"`]],
  ['rfc5424, ended by line feeds', ['--rfc5424', '--sd-id', 'agl@32473', '--sd-param', `token="${TOKEN}"`]],
])('logger --%s', async (_name, options) => {
  const to = ['--server', '127.0.0.1', '--port', String(scene.port), '--tcp', '--tag', 'tool', '--id=77']
  await runProgram('logger', [...to, ...options, '--priority', 'daemon.err', 'grüße "quoted" ] end'])
  expect(await arrived('grüße')).toMatchObject({
    ...{ level: 'error', body: 'grüße "quoted" ] end' },
    attributes: { 'process.pid': 77, 'syslog.facility': 'daemon' },
  })
})

test('rsyslog forwards what it gets, with the configuration of its snippet', async () => {
  const socket = path.join(dir, 'log')
  const config = path.join(dir, 'rsyslog.conf')
  writeFileSync(
    config,
    `global(workDirectory="${dir}")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${socket}" CreatePath="on" useSpecialParser="on" ParseHostname="off")
${snippet('rsyslog')[0]}
`,
  )
  startProgram(needRsyslog(), ['-n', '-f', config, '-i', path.join(dir, 'pid')])
  await vi.waitFor(() => expect(existsSync(socket)).toBe(true))
  await runProgram('logger', ['-u', socket, '--tag', 'cron', '--id=41', '-p', 'cron.warning', 'Disk almost full'])
  const record = await arrived('Disk almost full')
  expect(record).toMatchObject({
    ...{ level: 'warn', body: 'Disk almost full' },
    attributes: { 'process.pid': 41, 'syslog.facility': 'cron' },
  })
  expect(record?.timeMs).toBeGreaterThan(Date.now() - 60_000)
  expect(JSON.stringify(record)).not.toContain(own())
})

test('systemd-journal-upload sends a journal to the address of its snippet', async () => {
  const upload = needJournalUpload()
  const remote = path.join(path.dirname(upload), 'systemd-journal-remote')
  const journal = path.join(dir, 'test.journal')
  const lines = (fields: Record<string, string>) =>
    `${Object.entries(fields)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')}\n`
  const entry = { _BOOT_ID: 'b'.repeat(32), _MACHINE_ID: 'a'.repeat(32), _HOSTNAME: 'web', _TRANSPORT: 'journal' }
  const time = (micros: number) => ({
    __REALTIME_TIMESTAMP: String(1_790_000_000_000_000 + micros),
    __MONOTONIC_TIMESTAMP: String(micros + 1),
  })
  const exported =
    lines({ ...time(1), ...entry, PRIORITY: '3', MESSAGE: 'Worker failed', SYSLOG_IDENTIFIER: 'nginx', _PID: '12' }) +
    lines({ ...time(2), ...entry, PRIORITY: '5', MESSAGE: 'Reloaded', SYSLOG_IDENTIFIER: 'systemd' })
  await runProgram(remote, ['-o', journal, '-'], { input: exported })
  const url = /URL=(.*)/.exec(snippet('journald').join('\n'))?.[1] ?? ''
  expect(url).toContain(TOKEN)
  await runProgram(upload, [
    `--url=${url}`,
    `--file=${journal}`,
    '--follow=no',
    `--save-state=${path.join(dir, 'state')}`,
  ])
  expect(await arrived('Worker failed')).toMatchObject({
    ...{ level: 'error', scope: 'nginx', timeMs: 1_790_000_000_000.001 },
    attributes: { 'process.pid': 12 },
  })
  expect(await arrived('Reloaded')).toMatchObject({ level: 'info', scope: 'systemd' })
  expect([...scene.watcher.states.values()][0]?.device).toMatchObject({ name: 'web', platform: 'systemd' })
})

test('curl streams the lines of a program, as its snippet calls it', async () => {
  const command = (snippet('curl')[0] ?? '').replace(/^my-app/, 'printf "%s\\n" one two')
  const answer = JSON.parse(await runProgram('bash', ['-c', command]))
  expect(answer).toMatchObject({ accepted: 2 })
  await arrived('two')
})
