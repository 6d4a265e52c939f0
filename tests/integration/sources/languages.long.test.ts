/** Snippets of other languages, and rsyslog over TLS, in the real interpreters and programs, which Debian's packages bring. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findOrInstall, needRsyslog } from '#scripts/need-programs.ts'
import { runProgram, startProgram } from '#tests/support/run-program.ts'
import { snippetOf } from '#tests/support/snippets.ts'
import { type SyslogScene, startSyslog, TOKEN } from '#tests/support/syslog-scene.ts'

let scene: SyslogScene
let dir: string
beforeEach(async () => {
  scene = await startSyslog()
  dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-languages-'))
})
afterEach(async () => {
  await scene.close()
  rmSync(dir, { recursive: true, force: true })
})

const arrived = (body: string) =>
  vi.waitFor(
    () => {
      const record = scene.watcher.records.find((each) => each.body.includes(body))
      expect(record).toBeDefined()
      return record
    },
    { timeout: 20_000 },
  )

/** Where Debian's packages of PHP libraries keep their loader, as Composer's would be. */
function linkComposer(): void {
  mkdirSync(path.join(dir, 'vendor'))
  symlinkSync('/usr/share/php/Monolog/autoload.php', path.join(dir, 'vendor/autoload.php'))
}

test.each([
  ['python-plain', 'python3', 'main.py', ['python3'], () => {}],
  ['ruby', 'ruby', 'main.rb', ['ruby'], () => {}],
  ['php', 'php', 'log.php', ['php-cli', 'php-monolog'], linkComposer],
] as const)('%s', { timeout: 300_000 }, async (id, command, file, packages, prepare) => {
  const program = findOrInstall(command, ...packages)
  if (!program) throw new Error(`${command} cannot be had here`)
  prepare()
  writeFileSync(path.join(dir, file), snippetOf(id, { origin: scene.relay.url, token: TOKEN }).at(-1) ?? '')
  await runProgram(program, [file], { cwd: dir })
  const record = await arrived('Hello from')
  expect(record).toMatchObject({
    level: 'info',
    isJson: true,
    attributes: { message: expect.stringMatching(/^Hello/) },
  })
  expect(Math.abs((record?.timeMs ?? 0) - Date.now())).toBeLessThan(60_000)
  expect([...scene.watcher.states.values()][0]?.device.name).toBe('my-app')
})

test.each(['python-plain', 'ruby', 'php'])(
  'a server that is away does not harm the %s program',
  { timeout: 60_000 },
  async (id) => {
    const [command, file] = {
      'python-plain': ['python3', 'main.py'],
      ruby: ['ruby', 'main.rb'],
      php: ['php', 'log.php'],
    }[id] as [string, string]
    if (id === 'php') linkComposer()
    writeFileSync(path.join(dir, file), snippetOf(id, { origin: 'http://127.0.0.1:9', token: TOKEN }).at(-1) ?? '')
    await runProgram(command, [file], { cwd: dir })
  },
)

test('rsyslog over TLS', { timeout: 300_000 }, async () => {
  if (!existsSync('/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_gtls.so') && !findOrInstall('rsyslogd', 'rsyslog-gnutls'))
    throw new Error('rsyslog-gnutls cannot be had here')
  const socket = path.join(dir, 'log')
  const config = path.join(dir, 'rsyslog.conf')
  const [snippet = ''] = snippetOf('rsyslog', { origin: scene.relay.url, token: TOKEN, syslogTlsPort: scene.tlsPort })
  expect(snippet).toContain('gtls')
  writeFileSync(
    config,
    `global(workDirectory="${dir}" defaultNetstreamDriverCAFile="${scene.certFile}")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${socket}" CreatePath="on" useSpecialParser="on" ParseHostname="off")
${snippet.replace('StreamDriverAuthMode="x509/name"', `StreamDriverAuthMode="x509/certvalid" StreamDriver.TlsVerifyDepth="2"`)}
`,
  )
  startProgram(needRsyslog(), ['-n', '-f', config, '-i', path.join(dir, 'pid')])
  await vi.waitFor(() => expect(existsSync(socket)).toBe(true))
  await runProgram('logger', ['-u', socket, '--tag', 'kernel', '-p', 'kern.err', 'Encrypted'])
  expect(await arrived('Encrypted')).toMatchObject({ level: 'error' })
})
