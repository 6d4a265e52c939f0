/** What a verb of the command line is, and how one fails: with a code of its own and one line. */

/** 0 done, 1 failed, 2 wrong usage or refused. */
export type ExitCode = 0 | 1 | 2

export interface Streams {
  stdin: NodeJS.ReadableStream
  stdout: NodeJS.WritableStream & { isTTY?: boolean }
  stderr: NodeJS.WritableStream
  env: Record<string, string | undefined>
}

export interface Command {
  /** One line for the list of verbs. */
  summary: string
  usage: string
  run(args: string[], streams: Streams): Promise<ExitCode>
}

/** The command line was wrong: exit code 2, and where help is. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Ends the command with a code and one line on stderr. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode) {
    super(message)
    this.exitCode = exitCode
  }
}
