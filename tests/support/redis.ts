/** A private redis-server for one test file: loopback only, stores nothing, can be stopped and restarted on its port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from './free-port.ts'

export interface PrivateRedis {
  url: string
  port: number
  dir: string
  /** The current server process. */
  readonly process: ChildProcess
  /** Ends it as a crash would. */
  crash(): Promise<void>
  /** Restarts it on the same port. */
  start(): Promise<void>
  stop(): Promise<void>
}

export async function startRedis(...settings: string[]): Promise<PrivateRedis> {
  const port = await freePort()
  const dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-redis-'))
  let server = await serve(port, dir, settings)
  const endWithUs = () => server.kill('SIGKILL')
  process.once('exit', endWithUs)
  const crash = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    get process() {
      return server
    },
    crash,
    start: async () => {
      server = await serve(port, dir, settings)
    },
    stop: async () => {
      process.off('exit', endWithUs)
      await crash()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function serve(port: number, dir: string, settings: string[]): Promise<ChildProcess> {
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--save',
    '',
    '--appendonly',
    'no',
    ...settings,
  ]
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((resolve, reject) => {
    let log = ''
    server.stdout.on('data', (chunk: Buffer) => {
      log += chunk
      if (log.includes('Ready to accept connections')) resolve(server)
    })
    server.once('error', () =>
      reject(
        new Error('These tests need redis-server: `apt-get install redis-server`; `npm test` does it where it can.'),
      ),
    )
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${log}`)))
  })
}
