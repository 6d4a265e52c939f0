/** The peers that are separate programs: used where they are installed, started on a free port, pinned like our server. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { pinned, SERVER_CORE } from '#tests/bench/pinned-worker.ts'
import { freePort } from '#tests/support/free-port.ts'

export type Program = 'nats' | 'redis' | 'mosquitto'

interface Recipe {
  command: string
  /** Debian package. */
  install: string
  args(port: number, dir: string): string[]
}

const RECIPES: Record<Program, Recipe> = {
  nats: {
    command: 'nats-server',
    install: 'apt-get install nats-server',
    args: (port) => ['-a', '127.0.0.1', '-p', String(port)],
  },
  redis: {
    command: 'redis-server',
    install: 'apt-get install redis-server',
    args: (port, dir) => [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      dir,
      // Sinks connect from several loopback addresses.
      '--protected-mode',
      'no',
    ],
  },
  mosquitto: {
    command: 'mosquitto',
    install: 'apt-get install mosquitto',
    args: (port, dir) => {
      const file = path.join(dir, 'mosquitto.conf')
      // Without the last line, it drops QoS 0 messages when more than a thousand are waiting.
      writeFileSync(
        file,
        `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\n`,
      )
      return ['-c', file]
    },
  },
}

export interface RunningProgram {
  pid: number
  port: number
  stop(): Promise<void>
}

export function isProgram(server: string): server is Program {
  return server in RECIPES
}

export function howToInstall(program: Program): string {
  return RECIPES[program].install
}

/** Full path, or null if it is not installed. Debian puts servers where a user's PATH does not look. */
export function findProgram(program: Program): string | null {
  const places = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']
  return places.map((place) => path.join(place, RECIPES[program].command)).find((file) => existsSync(file)) ?? null
}

/** "nats-server 2.9.10" or the like. */
export function versionOf(program: Program): string {
  const file = findProgram(program)
  if (!file) return ''
  try {
    const output = execFileSync(file, [program === 'mosquitto' ? '-h' : '--version'], { encoding: 'utf8' })
    return `${RECIPES[program].command} ${/\d+\.\d+(\.\d+)?/.exec(output)?.[0] ?? ''}`
  } catch (error) {
    // mosquitto exits with 3 after printing its help.
    const output = String((error as { stdout?: unknown }).stdout ?? '')
    return `${RECIPES[program].command} ${/\d+\.\d+(\.\d+)?/.exec(output)?.[0] ?? ''}`
  }
}

export async function startProgram(program: Program): Promise<RunningProgram> {
  const file = findProgram(program)
  if (!file) throw new Error(`${RECIPES[program].command} is not installed: ${RECIPES[program].install}`)
  const dir = mkdtempSync(path.join(os.tmpdir(), `agent-logger-bench-${program}-`))
  const port = await freePort()
  const [command, args] = pinned(SERVER_CORE, file, RECIPES[program].args(port, dir))
  const child: ChildProcess = spawn(command, args, { stdio: 'ignore' })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // An interrupted benchmark must not leave servers behind.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  await answersOn(port, child)
  return {
    pid: child.pid ?? 0,
    port,
    stop: async () => {
      kill()
      process.off('exit', kill)
      await gone
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Retries until the port accepts a connection. */
export async function answersOn(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} left with ${child.exitCode}`)
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
