/** The commands in the README: `npm start`, and `agent-logger serve` with its address as flags. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isBuilt } from '#scripts/source-stamp.mjs'
import { commandsBelow, hasProc } from '#tests/support/process-tree.ts'

const root = path.join(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-commands-'))
const started: ChildProcess[] = []
afterEach(() => {
  for (const { pid, exitCode, signalCode } of started.splice(0))
    if (pid && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Starts a process group of its own, as a terminal does. */
function start(command: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    env: { PATH: process.env.PATH ?? '', HOME: dir, NODE_ENV: 'production', AGENT_LOGGER_DATA_DIR: dir, ...env },
  })
  started.push(child)
  let output = ''
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const said = (words: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = (chunk: Buffer) => {
        output += chunk
        const match = words.exec(output)
        if (match) resolve(match[1] ?? match[0])
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      void ended.then((code) => reject(new Error(`left with ${code}:\n${output}`)))
    })
  return { child, ended, said, output: () => output }
}

describe('of a built tree', () => {
  beforeAll(() => {
    // They would rebuild the tree that the tests beside this one use.
    if (!isBuilt()) throw new Error('build first: npm run build')
  })

  test('npm start prints the next step, and Ctrl+C ends it cleanly', async () => {
    const { child, ended, said, output } = start('npm', ['start'], { PORT: '0', HOST: '127.0.0.1' })
    await said(/Open the setup link to become the owner of this server\./)
    expect(output()).toMatch(/Open {6}http:\/\/localhost:\d+\n/)
    expect(output()).not.toContain('Building')
    // To the whole group, as a terminal sends it.
    process.kill(-(child.pid ?? 0), 'SIGINT')
    await ended
    expect(output()).toContain('SIGINT: asking devices and viewers to reconnect')
    expect(output()).not.toMatch(/^\s+at |Error:/m)
  })

  test.runIf(hasProc)('npm start: the server is the only process, and SIGTERM to npm drains it', async () => {
    const { child, ended, said, output } = start('npm', ['start'], { PORT: '0', HOST: '127.0.0.1' })
    await said(/Open the setup link to become the owner of this server\./)
    expect(commandsBelow(child.pid ?? 0)).toEqual([expect.stringMatching(/node scripts\/start\.mjs$/)])
    // To npm alone, as a supervisor sends it.
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(output()).toContain('SIGTERM: asking devices and viewers to reconnect')
  })

  test('serve: flags take precedence over the environment, and SIGTERM reaches the server, with exit code 0', async () => {
    const args = [
      '--import',
      'tsx',
      'scripts/agent-logger.ts',
      'serve',
      '--port',
      '0',
      '--host',
      '127.0.0.1',
      '--verbose',
    ]
    const { child, ended, said } = start(process.execPath, args, { P2P_SERVER_PORT: '1', HOST: '192.0.2.1' })
    const url = await said(/Open {6}(http:\/\/localhost:\d+)/)
    expect((await fetch(`${url.replace('localhost', '127.0.0.1')}/api/health`)).status).toBe(200)
    await said(/GET \/api\/health 200/)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  test('serve: a server that cannot start says why once, and exits with 1', async () => {
    const args = ['--import', 'tsx', 'scripts/agent-logger.ts', 'serve', '--port', '0', '--host', '192.0.2.1']
    const { ended, said, output } = start(process.execPath, args)
    await said(/^agent-logger: .*192\.0\.2\.1/m)
    expect(await ended).toBe(1)
    expect(output().match(/agent-logger:/g)).toHaveLength(1)
  })
})
