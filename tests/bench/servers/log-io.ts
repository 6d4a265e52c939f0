/**
 * log.io, the log viewer most like ours, as published on npm. Installed into a temporary folder, never into the project, and only
 * on request. Lines arrive over TCP; viewers are its page's Socket.IO 0.9 clients.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { ArmServer } from '#tests/bench/arm-server.ts'
import { pinned, SERVER_CORE } from '#tests/bench/pinned-worker.ts'
import { cpuSeconds, memoryBytes } from '#tests/bench/process-cost.ts'
import { freePort } from '#tests/support/free-port.ts'
import { answersOn } from './programs.ts'

const VERSION = '0.3.4'
const folder = path.join(os.tmpdir(), `agent-logger-bench-log.io-${VERSION}`)
const program = path.join(folder, 'node_modules/log.io/bin/log.io-server')

/** Why it cannot run here, or null if it can. */
export function installLogIo(): string | null {
  if (existsSync(program)) return null
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{}')
  const args = ['install', `log.io@${VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund']
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 })
  if (status === 0 && existsSync(program)) return null
  return `npm could not install log.io ${VERSION}: ${stderr.trim().split('\n').at(-1) ?? 'no answer'}`
}

export async function startLogIo(): Promise<ArmServer> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-bench-home-'))
  const [port, otherPort] = [await freePort(), await freePort()]
  mkdirSync(path.join(home, '.log.io'))
  const configure = (name: string, port: number) =>
    writeFileSync(path.join(home, `.log.io/${name}.conf`), `exports.config = { host: '127.0.0.1', port: ${port} }`)
  configure('log_server', port)
  configure('web_server', otherPort)
  const [command, args] = pinned(SERVER_CORE, process.execPath, ['--no-warnings', program])
  const child = spawn(command, args, { stdio: 'ignore', env: { ...process.env, HOME: home, USERPROFILE: home } })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  await answersOn(port, child)
  await answersOn(otherPort, child)
  const pid = child.pid ?? 0
  return {
    kind: 'log.io',
    port,
    otherPort,
    cpuSeconds: () => cpuSeconds(pid),
    memoryBytes: () => memoryBytes(pid),
    collectGarbage: async () => {},
    ask: () => Promise.reject(new Error('log.io answers no questions')),
    stop: async () => {
      kill()
      process.off('exit', kill)
      await gone
      rmSync(home, { recursive: true, force: true })
    },
  }
}
