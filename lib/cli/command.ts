/** What every command receives and returns, and how it fails: with an exit code and one line on stderr. */
import type { Command } from '@commander-js/extra-typings'

/** 0: success; 1: failure; 2: wrong usage, or rejected by the server. */
export type ExitCode = 0 | 1 | 2

export interface Streams {
  stdin: NodeJS.ReadableStream
  stdout: NodeJS.WritableStream & { isTTY?: boolean }
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
  env: Record<string, string | undefined>
}

/** One run of the program. A command's action sets the exit code. */
export interface Invocation {
  readonly streams: Streams
  exitCode: ExitCode
}

/** Adds a command with its options, help and action to the program or to a command group. */
export type AddVerb = (parent: Command, invocation: Invocation) => void

/** The command line is wrong. Exits with code 2 and a line that points to the help. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Ends the command with an exit code and one line on stderr. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode) {
    super(message)
    this.exitCode = exitCode
  }
}
