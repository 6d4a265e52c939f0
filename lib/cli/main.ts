/**
 * The command line: finds the command, runs it, and turns an error into one line on stderr and an exit code (0: success,
 * 1: failure, 2: wrong usage, or rejected). run.ts is the process around it. commander does parsing and help.
 */
import { Command, CommanderError } from '@commander-js/extra-typings'
import packageJson from '#package.json' with { type: 'json' }
import { addBridge } from './bridge.ts'
import { type AddVerb, type ExitCode, type Invocation, type Streams, UsageError } from './command.ts'
import { addDemo } from './demo.ts'
import { errorLine } from './error-line.ts'
import { addLists } from './lists.ts'
import { addOperatorVerbs } from './operator-verbs.ts'
import { addPipe } from './pipe.ts'
import { say } from './say.ts'
import { addTail } from './tail.ts'

const VERBS: readonly AddVerb[] = [addPipe, addTail, addLists, addBridge, addDemo, addOperatorVerbs]

export async function main(args: string[], streams: Streams): Promise<ExitCode> {
  const invocation: Invocation = { streams, exitCode: 0 }
  try {
    const program = programFor(invocation)
    if (await addCompletion(program, args, streams)) return 0
    await program.parseAsync(args, { from: 'user' })
    return invocation.exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    // Commander shows the help when the command is missing, which is wrong usage.
    if (error instanceof CommanderError && error.code === 'commander.help') return 2
    return fail(streams, error)
  }
}

/** Prints the error on stderr and returns the exit code. */
export function fail({ stderr }: Pick<Streams, 'stderr'>, error: unknown): ExitCode {
  const [line, exitCode] = errorLine(error)
  say(stderr, `agent-logger: ${line}`)
  return exitCode
}

function programFor(invocation: Invocation): Command {
  const { stdout, stderr } = invocation.streams
  const program = new Command('agent-logger')
    .usage('COMMAND [options]')
    .version(packageJson.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    // Options before the verb are the program's: `-v` behind one is the verb's, or wrong.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // `fail` prints errors, in one line with the program's name.
      outputError: () => {},
    })
    .hook('preAction', (_, command) => refuseOptionsAsValues(command))
  program.commandsGroup('Send and watch:')
  for (const add of VERBS) add(program, invocation)
  return program
}

/** Returns true when `args` asked for completion and got their answer. */
async function addCompletion(program: Command, args: string[], streams: Streams): Promise<boolean> {
  program.commandsGroup('Other:').helpCommand('help [command]', 'print the help of a command')
  if ((args[0] === 'completion' || args[0] === 'complete') && !args.includes('--help')) {
    const { answerCompletion } = await import('./completion.ts')
    return answerCompletion(program, args, streams)
  }
  program
    .command('completion')
    .summary('print a completion script')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .addHelpText(
      'after',
      `
Completes commands, options, their values, and with AGENT_LOGGER_SERVER and a token also devices and sessions:
  source <(agent-logger completion bash)      in ~/.bashrc
  source <(agent-logger completion zsh)       in ~/.zshrc
  agent-logger completion fish | source       in ~/.config/fish/config.fish`,
    )
  return false
}

/** Commander accepts anything as an option's value; in `--name --tee`, the value is missing. */
function refuseOptionsAsValues(command: {
  options: readonly { long?: string; attributeName(): string }[]
  getOptionValue(name: string): unknown
}): void {
  const flags = new Set(command.options.map(({ long }) => long))
  for (const option of command.options) {
    const value = command.getOptionValue(option.attributeName())
    if (typeof value === 'string' && flags.has(value))
      throw new UsageError(`${option.long} requires a value, got the option ${value}`)
  }
}
