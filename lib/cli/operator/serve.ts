/**
 * `serve`: runs the same server as `npm start`, with its address from the command line. scripts/agent-logger.mjs has made the
 * project's folder the working directory.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import type { ExitCode, Streams } from '#lib/cli/command.ts'

export interface ServeOptions {
  port?: number | undefined
  host?: string | undefined
  verbose?: boolean | undefined
}

export function run({ port, host, verbose }: ServeOptions, { env }: Streams): Promise<ExitCode> {
  const server = spawn(process.execPath, [path.resolve('scripts/start.mjs')], {
    stdio: 'inherit',
    env: {
      ...env,
      ...(port === undefined ? {} : { PORT: String(port) }),
      ...(host === undefined ? {} : { HOST: host }),
      ...(verbose ? { VERBOSE: '1' } : {}),
    } as NodeJS.ProcessEnv,
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
  return new Promise<ExitCode>((resolve) => server.once('exit', (code) => resolve(code === 0 ? 0 : 1)))
}
