/**
 * A user who has only the server's address installs the SDK from it without a registry, logs, and pipes with npx.
 * built-sdk.test.ts tests the package in detail.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { version } from '#lib/server/config/version.ts'
import { SCRIPT_GZIP_BYTES_MAX } from '#scripts/build-sdk.ts'
import { cli, Program } from '#tests/integration/cli/programs.ts'
import { type Served, serve } from '#tests/integration/cli/served.ts'

const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-stranger-'))
const done = { code: 0, signal: null }
let served: Served
let url: string
let token: string
let watch: string[]

beforeAll(async () => {
  served = await serve()
  url = served.server.url
  token = await served.token('device')
  watch = ['--server', url, '--token', await served.token('api'), '--exit-on-end', '--json']
  // A registry that does not answer: the package must not need one.
  writeFileSync(path.join(dir, '.npmrc'), 'registry=http://127.0.0.1:1/\nfetch-retries=0\nupdate-notifier=false\n')
  mkdirSync(path.join(dir, 'app'))
  writeFileSync(path.join(dir, 'app/.npmrc'), `registry=http://127.0.0.1:1/\nfetch-retries=0\ncache=${dir}/cache\n`)
  writeFileSync(path.join(dir, 'app/package.json'), '{ "name": "app", "private": true }\n')
})
afterAll(async () => {
  await served?.remove()
  rmSync(dir, { recursive: true, force: true })
})

const app = () => path.join(dir, 'app')

test('npm installs the package from the server, and nothing else', async () => {
  const install = new Program('npm', ['install', '--no-audit', '--no-fund', `${url}/sdk/agent-logger.tgz`], app())
  expect(await install.ended).toEqual(done)
  expect(install.stdout.toString()).toContain('added 1 package')
})

test.each([
  ['ESM', 'app.mjs', "import { startAgentLogger } from 'agent-logger'"],
  ['CommonJS', 'app.cjs', "const { startAgentLogger } = require('agent-logger')"],
])('a short script in %s logs to the server', async (name, file, load) => {
  const tail = cli('tail', ...watch, '--device', name)
  await tail.waitForStderr(/waiting for the device/)
  const script = `${load}
const log = startAgentLogger({ server: '${url}', token: process.argv[2], name: '${name}', installationId: 'stranger-${file}' })
log.info('hello from ${name}', { answer: 42 })
const alive = setTimeout(() => {}, 20_000) // a program that simply ends does not wait for viewers
log.onStatus(({ viewers }) => viewers > 0 && log.close({ lingerMs: 5000, onlyWhileWatched: true }).then(() => clearTimeout(alive)))\n`
  writeFileSync(path.join(app(), file), script)
  const program = new Program(process.execPath, [file, token], app())
  expect(await tail.ended).toEqual(done)
  expect(JSON.parse(tail.stdout.toString())).toMatchObject({
    seq: 1,
    level: 'info',
    body: `hello from ${name}`,
    attributes: { answer: 42 },
    device: name,
  })
  expect(await program.ended).toEqual(done)
  expect(program.stderr).toBe('')
})

test('npx pipes without installing, and refers the operator’s commands to the server’s checkout', async () => {
  const npx = (...args: string[]) =>
    new Program('npx', ['--yes', '--package', `${url}/sdk/agent-logger.tgz`, 'agent-logger', ...args], app())
  const tail = cli('tail', ...watch, '--device', 'npx')
  await tail.waitForStderr(/waiting for the device/)
  const pipe = npx('pipe', '--server', url, '--token', token, '--name', 'npx')
  pipe.process.stdin.end('ERROR by npx\n')
  expect(await tail.ended).toEqual(done)
  expect(JSON.parse(tail.stdout.toString())).toMatchObject({ body: 'ERROR by npx', level: 'error' })
  expect(await pipe.ended).toEqual(done)
  const create = npx('token', 'create', '--email', 'a@b.c', '--name', 'n')
  expect((await create.ended).code).toBe(2)
  expect(create.stderr).toMatch(
    /^agent-logger: [^\n]*Run it in the server's checkout: npm run -s agent-logger -- …\n$/m,
  )
})

test('the server offers the script for pages at its address, within its size', async () => {
  const response = await fetch(`${url}/sdk/agent-logger.js`)
  expect(response.headers.get('content-type')).toMatch(/javascript/)
  const script = Buffer.from(await response.arrayBuffer())
  expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(SCRIPT_GZIP_BYTES_MAX)
  const again = await fetch(response.url, { headers: { 'if-none-match': `W/${response.headers.get('etag')}, "x"` } })
  expect(again.status).toBe(304)
})

test('an address with a hash gives the same bytes for good; one that is not kept says what to do', async () => {
  const script = Buffer.from(await (await fetch(`${url}/sdk/agent-logger.js`)).arrayBuffer())
  const hash = createHash('sha256').update(script).digest('hex').slice(0, 16)
  const name = `agent-logger-${version}-${hash}`
  const pinned = await fetch(`${url}/sdk/${name}.js`)
  expect(pinned.headers.get('cache-control')).toContain('immutable')
  expect(pinned.headers.get('access-control-allow-origin')).toBe('*')
  expect(Buffer.from(await pinned.arrayBuffer()).equals(script)).toBe(true)
  expect((await fetch(`${url}/sdk/${name}-direct.js`)).status).toBe(200)
  const map = await fetch(new URL(pinned.headers.get('sourcemap') ?? '', pinned.url))
  expect((await map.json()).ignoreList.length).toBeGreaterThan(10)
  const gone = await fetch(`${url}/sdk/agent-logger.0123456789abcdef.js`)
  expect(gone.status).toBe(404)
  expect((await gone.json()).error.message).toContain('Take the address from the dashboard again')
})
