/** `npm start` on a tree whose build does not match its sources: a small tree with the real start script and a build of one line. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hasProc, isRunning } from '#tests/support/process-tree.ts'

const root = path.join(import.meta.dirname, '../../..')
let dir: string

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-first-start-'))
  for (const folder of ['app', 'lib', 'prisma', 'public', 'scripts', 'dist']) mkdirSync(path.join(dir, folder))
  for (const file of ['server.ts', 'package-lock.json', 'next.config.mjs', 'tsconfig.json'])
    writeFileSync(path.join(dir, file), '')
  for (const file of ['start.mjs', 'source-stamp.mjs'])
    copyFileSync(path.join(root, 'scripts', file), path.join(dir, 'scripts', file))
  symlinkSync(path.join(root, 'node_modules'), path.join(dir, 'node_modules'))
  writeFileSync(path.join(dir, 'dist/server.mjs'), "console.log('the server runs')\n")
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Starts the tree with this source as its build. */
function start(build: string) {
  writeFileSync(path.join(dir, 'scripts/build.ts'), build)
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: dir })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
    })
  return { child, ended: once(child, 'close'), output: () => output }
}
const numberIn = (file: string) => Number(readFileSync(path.join(dir, file), 'utf8'))

test.runIf(hasProc)('the build has ended, with all it started, when the server runs', async () => {
  writeFileSync(
    path.join(dir, 'dist/server.mjs'),
    `import { readFileSync } from 'node:fs'
     process.kill(Number(readFileSync('dist/build-pid', 'utf8')), 0)`,
  )
  const { child, ended, output } = start(`
    import { writeFileSync } from 'node:fs'
    const pid: number = process.pid
    writeFileSync('dist/build-pid', String(pid))
    console.log('the build runs')`)
  const [code] = await ended
  expect(output()).toMatch(/^Building, because the sources changed[^\n]*\nthe build runs\n/)
  // The server sent a signal to the process of the build, which no longer existed.
  expect(output()).toContain('ESRCH')
  expect(code).toBe(1)
  expect(numberIn('dist/build-pid')).not.toBe(child.pid)
})

test('a build that fails ends the start with exit code 1, and the server does not run', async () => {
  const { ended, output } = start("throw new Error('no space left')")
  expect(await ended).toEqual([1, null])
  expect(output()).toContain('no space left')
  expect(output()).toContain('agent-logger: the build failed.')
  expect(output()).not.toContain('the server runs')
})

test.runIf(hasProc)('SIGTERM during the build stops the programs that the build runs, too', async () => {
  const { child, ended, output } = start(`
    import { spawnSync } from 'node:child_process'
    const program = "fs.writeFileSync('dist/program-pid', String(process.pid)); setInterval(() => {}, 1000)"
    spawnSync(process.execPath, ['-e', program])`)
  await vi.waitFor(() => expect(existsSync(path.join(dir, 'dist/program-pid'))).toBe(true), 20_000)
  await vi.waitFor(() => expect(numberIn('dist/program-pid')).toBeGreaterThan(0))
  child.kill('SIGTERM')
  expect(await ended).toEqual([1, null])
  expect(output()).toContain('SIGTERM stopped the build')
  await vi.waitFor(() => expect(isRunning(numberIn('dist/program-pid'))).toBe(false))
})
