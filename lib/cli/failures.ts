/** Turns a typed error into an exit code for scripts: 1 when retrying later can help, 2 when someone must act. */
import { ERROR_CODES, type WireError } from '#lib/protocol/error-codes.ts'
import { CommandFailure } from './command.ts'

export function failureOf(error: WireError, server: string): CommandFailure {
  if (error.code === 'server-unreachable') return unreachable(server)
  const { advice } = ERROR_CODES[error.code]
  const hasAdvice = error.message === advice || error.message.includes(advice)
  return new CommandFailure(hasAdvice ? error.message : `${error.message} ${advice}`, error.retry ? 1 : 2)
}

export function unreachable(server: string): CommandFailure {
  return new CommandFailure(`${server} does not answer. Check the address and that the server is running.`, 1)
}
