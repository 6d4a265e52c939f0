/** Start and stop of the process: listening, start failures in words, and draining at a signal. */
import type { Server } from 'node:http'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { ERROR_CODES } from '#lib/protocol/error-codes.ts'

/** Returns the port, which differs from `port` when that is 0. Throws `port-taken`, `port-forbidden` or `config-invalid`. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new AppError('port-taken', `Another program is already using port ${port} on ${host}.`))
      else if (error.code === 'EACCES')
        reject(new AppError('port-forbidden', `Port ${port} requires privileges that this program does not have.`))
      else
        reject(
          new AppError(
            'config-invalid',
            `HOST, PORT: the server cannot listen on ${host}:${port} (${error.code ?? error.message})`,
          ),
        )
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Says in words why the server did not start; never a stack trace. */
export function bootFailure(error: unknown): string {
  if (isAppError(error)) {
    const { advice } = ERROR_CODES[error.code]
    const isRepeated =
      error.message === advice || (advice.match(/[A-Z_]{4,}/g) ?? []).some((setting) => error.message.includes(setting))
    return `agent-logger: ${error.message}${isRepeated ? '' : `\n  ${advice}`}`
  }
  return `agent-logger: the server could not start: ${error instanceof Error ? error.message : String(error)}`
}

/** A drain that takes longer is abandoned. */
const DRAIN_MS = 10_000

/** At SIGTERM or SIGINT runs `drain` once and exits. A second signal exits at once. */
export function onShutdown(drain: () => Promise<void>): void {
  let isDraining = false
  const stop = (signal: NodeJS.Signals) => {
    if (isDraining) process.exit(1)
    isDraining = true
    console.log(`${signal}: asking devices and viewers to reconnect …`)
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    drain().then(
      () => process.exit(0),
      (error) => {
        console.error(`agent-logger: ${error instanceof Error ? error.message : error}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
