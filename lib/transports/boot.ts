/** What can go wrong between the start and the first request, in words; and the way out. */
import type { Server } from 'node:http'
import { AppError, isAppError } from '../errors.ts'
import { ERROR_CODES } from '../protocol/error-codes.ts'

/** Listens, or throws `port-taken` / `port-forbidden` naming host and port. Answers the port, which matters when 0 was asked for. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new AppError('port-taken', `Port ${port} on ${host} is taken by another program.`))
      else if (error.code === 'EACCES')
        reject(new AppError('port-forbidden', `Port ${port} needs rights this program does not have.`))
      else reject(new AppError('config-invalid', `Cannot listen on ${host}:${port}: ${error.code ?? error.message}`))
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Lines for a person about why the server did not start; never a stack trace. */
export function bootFailure(error: unknown): string {
  if (isAppError(error)) {
    const { advice } = ERROR_CODES[error.code]
    const isSaid =
      error.message === advice || (advice.match(/[A-Z_]{4,}/g) ?? []).some((setting) => error.message.includes(setting))
    return `agent-logger: ${error.message}${isSaid ? '' : `\n  ${advice}`}`
  }
  return `agent-logger: the server could not start: ${error instanceof Error ? error.message : String(error)}`
}

const DRAIN_MS = 10_000

/** Runs `drain` once at SIGTERM or SIGINT, then leaves; a second signal, or a drain that hangs, leaves at once. */
export function onShutdown(drain: () => Promise<void>): void {
  let isDraining = false
  const leave = (signal: NodeJS.Signals) => {
    if (isDraining) process.exit(1)
    isDraining = true
    console.log(`${signal}: telling devices and viewers to come back …`)
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    drain().then(
      () => process.exit(0),
      (error) => {
        console.error(`agent-logger: ${error instanceof Error ? error.message : error}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
}
