/** `serve`: the same server as `npm start`, with its address from the command line. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { type Command, type ExitCode, UsageError } from '../command.ts'
import { readOptions } from '../options.ts'

export const usage = `agent-logger serve [--port 8080] [--host 0.0.0.0] [--verbose]
Every other setting is an environment variable: see .env.example.`

export const run: Command['run'] = async (args, { env }) => {
  const options = readOptions(args, {
    port: { type: 'string', short: 'p' },
    host: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  })
  const { port, host, verbose } = options
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) < 65_536)) {
    throw new UsageError(`--port must be a number from 0 to 65535, got "${port}"`)
  }
  const server = spawn(process.execPath, [path.join(import.meta.dirname, '../../../scripts/start.mjs')], {
    stdio: 'inherit',
    env: {
      ...env,
      ...(port === undefined ? {} : { PORT: port }),
      ...(host === undefined ? {} : { HOST: host }),
      ...(verbose ? { VERBOSE: '1' } : {}),
    } as NodeJS.ProcessEnv,
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
  return new Promise<ExitCode>((resolve) => server.once('exit', (code) => resolve(code === 0 ? 0 : 1)))
}
