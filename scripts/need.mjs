/**
 * Finds the programs tests need beside Node, and installs them where that is possible: Debian's packages when this is root
 * on a machine with apt, else Playwright's own browser. Says clearly what to do where neither works.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

const succeeds = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0
const which = (command) => {
  const { status, stdout } = spawnSync('which', [command], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}

let isAptUpdated = false
/** True when Debian's packages were installed. */
function aptInstall(...packages) {
  if (process.getuid?.() !== 0 || !which('apt-get')) return false
  if (!isAptUpdated) isAptUpdated = succeeds('apt-get', ['update', '-qq'])
  console.log(`installing ${packages.join(' ')} …`)
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}

function systemChromium() {
  return process.env.CHROMIUM_PATH ?? which('chromium') ?? which('chromium-browser') ?? which('google-chrome')
}

/** Path of a Chromium, or undefined when Playwright has its own. Ends the process when there is none to be had. */
export async function needChromium() {
  const { chromium } = await import('@playwright/test')
  const found = () => systemChromium() ?? (existsSync(chromium.executablePath()) ? 'playwright' : null)
  const have = found() ?? (aptInstall('chromium') ? found() : null) ?? (installPlaywrights() ? found() : null)
  if (have) return have === 'playwright' ? undefined : have
  fail('Chromium', 'npx playwright install chromium', 'apt-get install chromium', 'set CHROMIUM_PATH')
}

function installPlaywrights() {
  const bin = path.join(import.meta.dirname, '../node_modules/.bin/playwright')
  return succeeds(bin, ['install', 'chromium'])
}

/** Folder of PostgreSQL's server programs. Ends the process when there is none to be had. */
export function needPostgres() {
  const have = findPostgres() ?? (aptInstall('postgresql') ? findPostgres() : null)
  return (
    have ??
    fail(
      'PostgreSQL (its server programs initdb and postgres)',
      'apt-get install postgresql',
      'brew install postgresql',
    )
  )
}

/** Redis 7 or newer; its sharded publish/subscribe is what joins several servers. Ends the process when there is none to be had. */
export function needRedis() {
  const have = which('redis-server') ?? (aptInstall('redis-server') ? which('redis-server') : null)
  return have ?? fail('redis-server', 'apt-get install redis-server', 'brew install redis')
}

function findPostgres() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const bin = versions
    .map((version) => path.join(debian, version, 'bin'))
    .find((dir) => existsSync(path.join(dir, 'initdb')))
  const initdb = which('initdb')
  return bin ?? (initdb ? path.dirname(initdb) : null)
}

function fail(what, ...ways) {
  console.error(`agent-logger: the tests need ${what}, and it could not be installed here. Either of these helps:`)
  for (const way of ways) console.error(`  ${way}`)
  process.exit(1)
}
