/** Lock files that name the plain address of the tarball, before and after the server is upgraded. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET } from '#app/sdk/[file]/route.ts'
import { SdkFiles } from '#lib/server/http/sdk-files.ts'
import { SDK_NAMES } from '#lib/server/http/sdk-names.ts'
import { processSlot } from '#lib/server/process-slot.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-lock-'))
const builtDir = path.join(dir, 'built')
const app = path.join(dir, 'app')
const run = promisify(execFile)
let server: Server
let url: string

beforeAll(async () => {
  mkdirSync(builtDir)
  for (const name of SDK_NAMES) copyFileSync(path.join(root, 'dist/sdk', name), path.join(builtDir, name))
  const files = new SdkFiles({ builtDir, keptDir: path.join(dir, 'kept'), checksChanges: true })
  processSlot<SdkFiles>('http.sdk-files').getOrCreate(() => files)
  server = createServer(async (request, response) => {
    const asked = new Request(`http://own.test${request.url}`, { headers: request.headers as Record<string, string> })
    const file = path.posix.basename(request.url ?? '')
    const answer = await GET(asked, { params: Promise.resolve({ file }) })
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sdk`
  mkdirSync(app)
  writeFileSync(path.join(app, 'package.json'), '{ "name": "app", "private": true }\n')
})
afterAll(() => {
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Runs npm with an empty cache, so that it can only take what the server gives. */
async function npm(...args: string[]): Promise<void> {
  const cache = mkdtempSync(path.join(dir, 'cache-'))
  const settings = [
    '--cache',
    cache,
    '--registry',
    'http://127.0.0.1:1/',
    '--fetch-retries',
    '0',
    '--no-audit',
    '--no-fund',
  ]
  await run('npm', [...args, ...settings], { cwd: app })
}

/** Another build of the same version, as an upgrade of the server brings. */
async function upgrade(): Promise<void> {
  const unpacked = path.join(dir, 'unpacked')
  mkdirSync(unpacked)
  await run('tar', ['xzf', path.join(builtDir, 'agent-logger.tgz'), '-C', unpacked])
  writeFileSync(path.join(unpacked, 'package/README.md'), 'of the new build\n')
  await run('tar', ['czf', path.join(builtDir, 'agent-logger.tgz'), '-C', unpacked, 'package'])
}

test('npm ci installs what the lock file says after an upgrade, and npm install takes the new build', async () => {
  const readme = () => readFileSync(path.join(app, 'node_modules/agent-logger/README.md'), 'utf8')
  await npm('install', `${url}/agent-logger.tgz`)
  const before = readme()
  await upgrade()

  const plain = await fetch(`${url}/agent-logger.tgz`, { redirect: 'manual' })
  expect(plain.status).toBe(302)
  expect(plain.headers.get('cache-control')).toBe('no-cache')
  const pinned = await fetch(new URL(plain.headers.get('location') ?? '', plain.url))
  expect(pinned.headers.get('cache-control')).toContain('immutable')

  await npm('ci')
  expect(readme()).toBe(before)
  await npm('install', pinned.url)
  expect(readme()).toBe('of the new build\n')
}, 120_000)
