/**
 * The command line: finds the verb, runs it, turns what went wrong into one line on stderr and an exit code (0 done, 1
 * failed, 2 wrong usage or refused). Verbs that open the server's database are loaded only when they are called, so that
 * the client's package carries none of it. The process around it is run.ts's.
 */
import packageJson from '../../package.json' with { type: 'json' }
import { isAppError } from '../errors.ts'
import { ERROR_CODES } from '../protocol/error-codes.ts'
import { bridge } from './bridge.ts'
import { type Command, CommandFailure, type ExitCode, type Streams, UsageError } from './command.ts'
import { demo } from './demo.ts'
import { pipe } from './pipe.ts'
import { tail } from './tail.ts'

/** A verb that is loaded when it runs; its summary must be known before. */
function operator(
  summary: string,
  load: () => Promise<{ run: Command['run']; usage: string }>,
): Command & { load: typeof load } {
  return { summary, usage: '', load, run: async (args, streams) => (await load()).run(args, streams) }
}

const COMMANDS: Record<string, Command & { load?: () => Promise<{ usage: string }> }> = {
  serve: operator('run the server', () => import('./operator/serve.ts')),
  'user add': operator('add a person', () => import('./operator/user-add.ts')),
  'token create': operator('make a token and print it', () => import('./operator/token-create.ts')),
  'link create': operator('make a share link and print it', () => import('./operator/link-create.ts')),
  pipe,
  tail,
  bridge,
  demo,
}

export async function main(args: string[], streams: Streams): Promise<ExitCode> {
  try {
    return await dispatch(args, streams)
  } catch (error) {
    return fail(streams, error)
  }
}

/** Says on stderr what went wrong; returns the code to leave with. */
export function fail({ stderr }: Pick<Streams, 'stderr'>, error: unknown): ExitCode {
  const [line, exitCode] = lineOf(error)
  stderr.write(`agent-logger: ${line}\n`)
  return exitCode
}

async function dispatch(args: string[], streams: Streams): Promise<ExitCode> {
  const [first, second] = args
  if (first === '--version' || first === '-v') return print(streams, packageJson.version)
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    print(first === undefined ? { ...streams, stdout: streams.stderr as Streams['stdout'] } : streams, overview())
    return first === undefined ? 2 : 0
  }
  const name = Object.hasOwn(COMMANDS, first) ? first : `${first} ${second ?? ''}`.trim()
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) throw new UsageError(`there is no command "${name}"`)
  const rest = args.slice(name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    return print(streams, (await command.load?.())?.usage ?? command.usage)
  }
  return command.run(rest, streams)
}

function print({ stdout }: Streams, text: string): ExitCode {
  stdout.write(`${text}\n`)
  return 0
}

function overview(): string {
  const verbs = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`)
  return `Usage: agent-logger COMMAND [options]\n\n${verbs.join('\n')}\n\nEach command explains itself with --help.`
}

/** Never a stack: what went wrong, in one line. */
function lineOf(error: unknown): [line: string, exitCode: ExitCode] {
  if (error instanceof UsageError) return [`${oneLine(error.message)}. See --help.`, 2]
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
  return text.replace(/\s*\n\s*/g, ' ').trim()
}
