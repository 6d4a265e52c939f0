/**
 * A private PostgreSQL for one test file: a fresh cluster in a temporary folder, loopback only, durability off, stopped at
 * the end. Requires PostgreSQL's server programs, and says so when they are missing.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { freePort } from './free-port.ts'

export interface PrivatePostgres {
  port: number
  /** Folder with its tables and write-ahead log. */
  dataDir: string
  /** Creates an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

export async function startPostgres(): Promise<PrivatePostgres> {
  const bin = serverPrograms()
  const dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-pg-'))
  const user = ordinaryUser()
  if (user.uid !== undefined && user.gid !== undefined) chownSync(dir, user.uid, user.gid)
  const data = path.join(dir, 'data')
  const locale = { ...process.env, LC_ALL: 'C.UTF-8' }
  execFileSync(path.join(bin, 'initdb'), ['-A', 'trust', '-U', 'tester', '-E', 'UTF8', '--no-sync', '-D', data], {
    ...user,
    cwd: dir,
    env: locale,
    stdio: 'pipe',
  })
  const port = await freePort()
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'listen_addresses=127.0.0.1']
  const args = ['-D', data, '-p', String(port), '-k', dir, ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(path.join(bin, 'postgres'), args, {
    ...user,
    cwd: dir,
    env: locale,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const endWithUs = () => server.kill('SIGQUIT')
  process.once('exit', endWithUs)
  await untilReady(server)
  const addressOf = (name: string) => `postgresql://tester@127.0.0.1:${port}/${name}`
  return {
    port,
    dataDir: data,
    createDatabase: async (name) => {
      const client = new pg.Client({ connectionString: addressOf('postgres') })
      await client.connect()
      await client.query(`CREATE DATABASE "${name}"`)
      await client.end()
      return addressOf(name)
    },
    stop: async () => {
      process.off('exit', endWithUs)
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Reads the log until PostgreSQL reports that it is ready. */
function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${log}`)))
  })
}

/** PostgreSQL refuses to run as root; then it runs as the user postgres, or nobody. */
function ordinaryUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // There is no such user on this machine; try the next one.
    }
  }
  throw new Error('PostgreSQL does not run as root, and this machine has no user "postgres" or "nobody"')
}

function serverPrograms(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const dirs = [...versions.map((version) => path.join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')]
  const found = dirs.find((dir) => dir && existsSync(path.join(dir, 'initdb')))
  if (!found)
    throw new Error(
      'These tests need the server programs of PostgreSQL (initdb, postgres). Install them with `apt-get install postgresql` or `brew install postgresql`; `npm test` does it by itself where it can.',
    )
  return found
}
