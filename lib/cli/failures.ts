/** What a typed refusal means to a script: come back later (1) or do something about it (2). */
import { ERROR_CODES, type WireError } from '#lib/protocol/error-codes.ts'
import { CommandFailure } from './command.ts'

export function failureOf(error: WireError, server: string): CommandFailure {
  if (error.code === 'server-unreachable') return unreachable(server)
  const { advice } = ERROR_CODES[error.code]
  const isSaid = error.message === advice || error.message.includes(advice)
  return new CommandFailure(isSaid ? error.message : `${error.message} ${advice}`, error.retry ? 1 : 2)
}

export function unreachable(server: string): CommandFailure {
  return new CommandFailure(`${server} does not answer. Check the address and that the server runs.`, 1)
}
