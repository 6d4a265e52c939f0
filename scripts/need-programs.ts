/**
 * Finds the programs that tests need beside Node, and installs a missing one where that is possible: from Debian's packages when
 * the tests run as root on a machine with apt, otherwise Playwright's own browser. It says what it installs before it does, and
 * installs nothing when AGENT_LOGGER_NO_INSTALL is set. Where a program is missing after that, it says what to do.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { root } from './run-program.ts'

const OPT_OUT = 'AGENT_LOGGER_NO_INSTALL'

/** Path of a Chromium, or undefined when Playwright has its own. Ends the process when the machine has none. */
export async function needChromium(): Promise<string | undefined> {
  const { chromium } = await import('@playwright/test')
  const hasPlaywrights = () => existsSync(chromium.executablePath())
  for (const install of [() => true, () => aptInstall('chromium'), installPlaywrights]) {
    if (!install()) continue
    const system = systemChromium()
    if (system) return system
    if (hasPlaywrights()) return undefined
  }
  return fail('Chromium', 'npx playwright install chromium', 'apt-get install chromium', 'set CHROMIUM_PATH')
}

/** Folder of PostgreSQL's server programs. Ends the process when the machine has none. */
export function needPostgres(): string {
  return (
    findPostgres() ??
    (aptInstall('postgresql') ? findPostgres() : null) ??
    fail(
      'PostgreSQL (its server programs initdb and postgres)',
      'apt-get install postgresql',
      'brew install postgresql',
    )
  )
}

/** Path of Redis 7 or newer: several servers are joined by its sharded publish/subscribe. Ends the process when the machine has none. */
export function needRedis(): string {
  return (
    which('redis-server') ??
    (aptInstall('redis-server') ? which('redis-server') : null) ??
    fail('redis-server', 'apt-get install redis-server', 'brew install redis')
  )
}

/** Path of rsyslog's server. Ends the process when the machine has none. */
export function needRsyslog(): string {
  return findRsyslog() ?? (aptInstall('rsyslog') ? findRsyslog() : null) ?? fail('rsyslogd', 'apt-get install rsyslog')
}

/** Path of systemd-journal-upload. Ends the process when the machine has none. */
export function needJournalUpload(): string {
  return (
    findJournalUpload() ??
    (aptInstall('systemd-journal-remote') ? findJournalUpload() : null) ??
    fail('systemd-journal-upload', 'apt-get install systemd-journal-remote')
  )
}

/** Path of a program that some tests can do without, with the Debian packages that bring it. Null: it cannot be had. */
export function findOrInstall(command: string, ...packages: string[]): string | null {
  if (packages.every((name) => existsSync(`/var/lib/dpkg/info/${name}.list`)) && which(command)) return which(command)
  for (const name of packages) if (!aptInstall(name)) return null
  return which(command)
}

function findRsyslog(): string | null {
  return which('rsyslogd') ?? ['/usr/sbin/rsyslogd'].find((file) => existsSync(file)) ?? null
}

function findJournalUpload(): string | null {
  return (
    ['/usr/lib/systemd', '/lib/systemd']
      .map((dir) => `${dir}/systemd-journal-upload`)
      .find((file) => existsSync(file)) ?? null
  )
}

function systemChromium(): string | null {
  return process.env.CHROMIUM_PATH ?? which('chromium') ?? which('chromium-browser') ?? which('google-chrome')
}

function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const bin = versions
    .map((version) => path.join(debian, version, 'bin'))
    .find((dir) => existsSync(path.join(dir, 'initdb')))
  const initdb = which('initdb')
  return bin ?? (initdb ? path.dirname(initdb) : null)
}

/** True when Debian's package was installed. */
function aptInstall(name: string): boolean {
  if (process.env[OPT_OUT] || process.getuid?.() !== 0 || !which('apt-get')) return false
  announce(`the Debian package ${name} (apt-get install ${name})`)
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}

function installPlaywrights(): boolean {
  if (process.env[OPT_OUT]) return false
  announce("Playwright's Chromium (npx playwright install chromium)")
  return succeeds(path.join(root, 'node_modules/.bin/playwright'), ['install', 'chromium'])
}

function announce(what: string): void {
  console.log(`agent-logger: the tests need a program that this machine lacks. Installing ${what}.`)
  console.log(`  To install programs yourself, stop this and set ${OPT_OUT}=1.`)
}

function fail(what: string, ...ways: string[]): never {
  console.error(`agent-logger: the tests need ${what}, which is not installed. Any one of these helps:`)
  for (const way of ways) console.error(`  ${way}`)
  if (process.env[OPT_OUT]) console.error(`  unset ${OPT_OUT}, which keeps the tests from installing it`)
  process.exit(1)
}

function which(command: string): string | null {
  const { status, stdout } = spawnSync('which', [command], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}
