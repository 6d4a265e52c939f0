/** Starts that cannot succeed: each explains the problem and the fix, shows no secret and no stack, and exits with 1. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { migrate } from '#lib/server/db/migrate.ts'
import { openTarget } from '#lib/server/db/migration-target.ts'
import { launch } from './launch.ts'

const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-boot-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
let made = 0
const newDir = () => path.join(dir, `data${++made}`)
const CANARY = 'canary-7f3a-secret'

async function expectRefused(env: Record<string, string>, ...says: (string | RegExp)[]): Promise<string> {
  const { code, stdout, stderr } = await launch({ AGENT_LOGGER_DATA_DIR: newDir(), ...env })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^agent-logger: /)
  for (const words of says) expect(stderr).toMatch(words)
  const output = stdout + stderr
  expect(output).not.toContain(CANARY)
  expect(output).not.toMatch(/^\s+at |node:internal|Error:|\[object|undefined/m)
  return stderr
}

test('a port in use: the message names it and a way out, and nothing was migrated', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  await expectRefused({ PORT: String(port) }, `already using port ${port} on 127.0.0.1`, /PORT=/)
  other.close()
})

test('an address that this machine does not have', async () => {
  await expectRefused({ HOST: '192.0.2.1' }, /192\.0\.2\.1/)
})

test('a data folder that cannot be created, and one that is a file', async () => {
  const file = path.join(dir, 'file')
  writeFileSync(file, '')
  await expectRefused({ AGENT_LOGGER_DATA_DIR: path.join(file, 'below') }, `${file}/below`, /AGENT_LOGGER_DATA_DIR=/)
  await expectRefused({ AGENT_LOGGER_DATA_DIR: file }, file, /AGENT_LOGGER_DATA_DIR=/)
})

test('a data folder that accepts no files', async () => {
  // Root may write to any folder except on a file system that accepts no files.
  const isRoot = process.getuid?.() === 0
  const locked = isRoot ? '/proc' : newDir()
  if (!isRoot) mkdirSync(locked, { mode: 0o500 })
  await expectRefused({ AGENT_LOGGER_DATA_DIR: locked }, locked, /AGENT_LOGGER_DATA_DIR=/)
})

test.each<[name: string, url: string, says: RegExp]>([
  ['of another kind', `mysql://root:${CANARY}@localhost/app`, /DATABASE_URL: must be file:PATH or postgresql:/],
  ['with a sign that is not encoded', `postgresql://u:${CANARY} x@:1/app`, /DATABASE_URL: must be a complete address/],
  [
    'of a server that does not answer',
    `postgresql://${CANARY}:${CANARY}@127.0.0.1:1/app`,
    /127\.0\.0\.1:1.*DATABASE_URL/,
  ],
  ['of a host that does not exist', `postgresql://u:${CANARY}@nowhere.invalid/app`, /nowhere\.invalid.*DATABASE_URL/],
  ['of a folder', 'file:/', /DATABASE_URL|AGENT_LOGGER_DATA_DIR/],
])('a DATABASE_URL %s', async (_name, DATABASE_URL, says) => {
  await expectRefused({ DATABASE_URL }, says)
})

test('a file that is not a database', async () => {
  const file = path.join(dir, 'text.db')
  writeFileSync(file, 'not a database '.repeat(100))
  await expectRefused({ DATABASE_URL: `file:${file}` }, /text\.db/)
})

test('a database written by a newer version', async () => {
  const databaseUrl = `file:${path.join(dir, 'newer.db')}`
  await migrate({ databaseUrl })
  const target = await openTarget(databaseUrl)
  await target.record(['id-of-a-later-one', 'sum', '20991231000000_later'])
  await target.close()
  await expectRefused({ DATABASE_URL: databaseUrl }, /20991231000000_later/, /Update the program/)
})

test('an AUTH_SECRET that is too short, configured or stored', async () => {
  await expectRefused({ AUTH_SECRET: CANARY }, /AUTH_SECRET: must have at least 32 characters/)
  const kept = newDir()
  mkdirSync(kept)
  writeFileSync(path.join(kept, 'secret'), CANARY)
  await expectRefused({ AGENT_LOGGER_DATA_DIR: kept }, `${kept}/secret`, /needs at least 32/)
})

test('REDIS_URL without a shared database and secret', async () => {
  const REDIS_URL = `redis://:${CANARY}@127.0.0.1:1`
  await expectRefused(
    { REDIS_URL },
    /^ {2}DATABASE_URL: must be postgresql.*REDIS_URL/m,
    /^ {2}AUTH_SECRET: must be set/m,
  )
})

test('several invalid settings are all named at once, with where they are documented', async () => {
  const stderr = await expectRefused(
    { PORT: 'eighty', SIGN_UP: 'maybe', PUBLIC_URL: 'logs.example.com', REDIS_URL: CANARY, GITHUB_ID: 'x' },
    /^ {2}PORT: .*got "eighty"$/m,
    /^ {2}SIGN_UP: .*got "maybe"$/m,
    /^ {2}PUBLIC_URL: /m,
    /^ {2}REDIS_URL: .*\(hidden\)$/m,
    /^ {2}DATABASE_URL: /m,
    /^ {2}AUTH_SECRET: /m,
    /^ {2}GITHUB_SECRET: /m,
    /\.env\.example/,
  )
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(9)
})
