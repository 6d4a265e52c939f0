/** `completion SHELL` prints a script for a shell; `complete -- WORDS` answers it. Both use the commands' own options. */
import tab from '@bomb.sh/tab/commander'
import type { Command } from '@commander-js/extra-typings'
import type { Streams } from './command.ts'
import { COMPLETION_SCRIPTS } from './completion-scripts.ts'
import { suggestedNames } from './suggested-names.ts'

/** Prints the answer and returns true when `args` ask for it; else adds the commands that print scripts. */
export async function answerCompletion(program: Command, args: string[], { stdout, env }: Streams): Promise<boolean> {
  const script = args[0] === 'completion' && args.length === 2 ? COMPLETION_SCRIPTS[args[1] as string] : undefined
  if (script !== undefined) {
    stdout.write(script)
    return true
  }
  const words = args[0] === 'complete' && args[1] === '--' ? args.slice(2) : []
  const asked = askedValue(program, words)
  if (asked?.isPath) {
    stdout.write(':0\n')
    return true
  }
  if (asked?.name === 'device' || asked?.name === 'session') {
    const names = await suggestedNames(asked.name, flagsOf(words.slice(0, -1)), asked.typed, env)
    const lines = names.map(({ value, description }) => `${oneLine(value)}\t${oneLine(description)}\n`)
    stdout.write(`${lines.join('')}:4\n`)
    return true
  }
  tab(program as never, { completionCommandName: 'completion' })
  return false
}

interface AskedValue {
  /** Long name of the option without dashes. */
  name: string
  typed: string
  isPath: boolean
}

/** The option whose value is under the cursor, or null. */
function askedValue(program: Command, words: string[]): AskedValue | null {
  const last = words.at(-1) ?? ''
  const [, inlineName, inlineValue = ''] = /^--([\w-]+)=(.*)$/s.exec(last) ?? []
  const name = inlineName ?? /^--([\w-]+)$/.exec(words.at(-2) ?? '')?.[1]
  if (name === undefined) return null
  const option = commandOf(program, words).options.find(({ long }) => long === `--${name}`)
  if (!option?.required) return null
  return { name, typed: inlineName === undefined ? last : inlineValue, isPath: option.flags.endsWith('<path>') }
}

function commandOf(program: Command, words: string[]): Command {
  let command = program
  for (const word of words) {
    const inner = command.commands.find((one) => one.name() === word)
    if (!inner) break
    command = inner as Command
  }
  return command
}

function flagsOf(words: string[]): Map<string, string> {
  const flags = new Map<string, string>()
  words.forEach((word, i) => {
    const [, name = '', value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name !== '') flags.set(name, value ?? words[i + 1] ?? '')
  })
  return flags
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' ')
}
