/** What people read about an error: one line without a stack, and the exit code that goes with it. */
import { CommanderError } from '@commander-js/extra-typings'
import { isAppError } from '#lib/protocol/app-error.ts'
import { ERROR_CODES } from '#lib/protocol/error-codes.ts'
import { CommandFailure, type ExitCode, UsageError } from './command.ts'

export function errorLine(error: unknown): [line: string, exitCode: ExitCode] {
  if (error instanceof UsageError) return [`${oneLine(error.message)}. See --help.`, 2]
  if (error instanceof CommanderError) return [`${oneLine(error.message.replace(/^error: /, ''))}. See --help.`, 2]
  if (error instanceof CommandFailure) return [oneLine(error.message), error.exitCode]
  if (isAppError(error)) {
    const { advice, http } = ERROR_CODES[error.code]
    const isFailure = http >= 500
    return [
      oneLine(error.message === advice || !isFailure ? error.message : `${error.message} ${advice}`),
      isFailure ? 1 : 2,
    ]
  }
  return [oneLine(error instanceof Error ? error.message : String(error)), 1]
}

function oneLine(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .trim()
    .replace(/\.$/, '')
}
