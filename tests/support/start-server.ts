/** The built server on a free loopback port, with its own data folder that is deleted when it stops. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const root = path.join(import.meta.dirname, '../..')

export interface TestServer {
  url: string
  dataDir: string
  process: ChildProcess
  /** Everything it has printed. */
  output(): string
  /** Runs the operator's command line on the server's database; returns its stdout. */
  cli(args: string[], input?: string): string
  /** Sends SIGTERM and resolves with the exit code. Safe to call twice. Keeps the data folder until {@link remove}. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  remove(): Promise<void>
}

/** Throws with the server's output when it does not become ready. `nodeArgs` come before the server's file. */
export async function startServer(
  env: Record<string, string> = {},
  dataDir?: string,
  nodeArgs: string[] = ['--enable-source-maps'],
): Promise<TestServer> {
  if (!existsSync(path.join(root, 'dist/server.mjs'))) throw new Error('build first: npm run build')
  const dir = dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'agent-logger-test-'))
  const fullEnv: NodeJS.ProcessEnv = {
    PATH: process.env.PATH ?? '',
    HOME: dir,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    HOST: '127.0.0.1',
    PORT: '0',
    AGENT_LOGGER_DATA_DIR: dir,
    ...env,
  }
  const server = spawn(process.execPath, [...nodeArgs, 'dist/server.mjs'], {
    cwd: root,
    env: fullEnv,
  })
  let output = ''
  const exited = new Promise<number | null>((resolve) => server.once('exit', (code) => resolve(code)))
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk
      const open = /Open\s+(http:\S+)[\s\S]*\n\s*\n/.exec(output)?.[1]
      if (open) resolve(open.replace('localhost', '127.0.0.1'))
    }
    server.stdout.on('data', take)
    server.stderr.on('data', take)
    void exited.then((code) => reject(new Error(`the server left with ${code}:\n${output}`)))
  })
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    if (server.exitCode === null) server.kill(signal)
    return exited
  }
  return {
    url,
    dataDir: dir,
    process: server,
    output: () => output,
    cli: (args, input) =>
      execFileSync(process.execPath, ['scripts/agent-logger.mjs', ...args], {
        cwd: root,
        env: { ...fullEnv, PUBLIC_URL: url },
        input: input ?? '',
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    stop,
    remove: async () => {
      await stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
