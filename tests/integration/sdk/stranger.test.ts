/**
 * Somebody who has only the server's address: installs the SDK from it with no registry in reach, logs, and pipes with npx.
 * What the package does in detail is proved in ../device/built-sdk.test.ts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SCRIPT_GZIP_BYTES_MAX } from '#scripts/build-sdk.mjs'
import { cli, Program } from '../cli/programs.ts'
import { type Served, serve } from '../cli/served.ts'

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
  // A registry that nobody answers at: the package must need none.
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

test('npm installs it from the server, alone', async () => {
  const install = new Program('npm', ['install', '--no-audit', '--no-fund', `${url}/sdk/agent-logger.tgz`], app())
  expect(await install.ended).toEqual(done)
  expect(install.stdout.toString()).toContain('added 1 package')
})

test.each([
  ['ESM', 'app.mjs', "import { startAgentLogger } from 'agent-logger'"],
  ['CommonJS', 'app.cjs', "const { startAgentLogger } = require('agent-logger')"],
])('a short script in %s logs to the server', async (name, file, load) => {
  const tail = cli('tail', ...watch, '--device', name)
  await tail.said(/waiting for the device/)
  const script = `${load}
const log = startAgentLogger({ server: '${url}', token: process.argv[2], name: '${name}', installationId: 'stranger-${file}' })
log.info('hello from ${name}', { answer: 42 })
const alive = setTimeout(() => {}, 20_000) // a program that just ends does not wait for viewers
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

test('npx pipes without installing, and sends the operator’s verbs to the server’s checkout', async () => {
  const npx = (...args: string[]) =>
    new Program('npx', ['--yes', '--package', `${url}/sdk/agent-logger.tgz`, 'agent-logger', ...args], app())
  const tail = cli('tail', ...watch, '--device', 'npx')
  await tail.said(/waiting for the device/)
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

test('the script for pages is served at its address, within its promise', async () => {
  const response = await fetch(`${url}/sdk/agent-logger.js`)
  expect(response.headers.get('content-type')).toMatch(/javascript/)
  const script = Buffer.from(await response.arrayBuffer())
  expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(SCRIPT_GZIP_BYTES_MAX)
})
