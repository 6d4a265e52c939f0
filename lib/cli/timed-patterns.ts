/**
 * Regular expressions of people on text of strangers. Some patterns need exponential time on some texts, so each search has a
 * time limit; V8 obeys it inside a search only when the code runs in a vm context.
 */
import vm from 'node:vm'
import { CommandFailure, UsageError } from './command.ts'

export interface TimedPatternsOptions {
  /** A text must match one of these, if there are any. */
  grep: readonly string[]
  /** A text must match none of these. */
  exclude: readonly string[]
  isCaseIgnored: boolean
  /** Called once, when the search of a text is given up; the text counts as shown. */
  onGivenUp: () => void
}

/** Milliseconds for one text. */
const TEXT_MS = 100
/** After this many given up, the patterns are too slow to go on with. */
const GIVEN_UP_MAX = 10

export class TimedPatterns {
  readonly #context: vm.Context
  readonly #search: vm.Script
  readonly #onGivenUp: () => void
  #givenUp = 0

  /** Throws UsageError for a pattern that is not a regular expression. */
  constructor({ grep, exclude, isCaseIgnored, onGivenUp }: TimedPatternsOptions) {
    const compile = (patterns: readonly string[], flag: string) =>
      patterns.map((pattern) => compiled(pattern, isCaseIgnored ? 'im' : 'm', flag))
    this.#context = vm.createContext({
      grep: compile(grep, '--grep'),
      exclude: compile(exclude, '--exclude'),
      texts: [] as string[],
    })
    this.#search = new vm.Script(
      'texts.map((text) => (grep.length === 0 || grep.some((re) => re.test(text))) && !exclude.some((re) => re.test(text)))',
    )
    this.#onGivenUp = onGivenUp
  }

  /** Whether each text is shown. Throws CommandFailure when the patterns are too slow. */
  test(texts: string[]): boolean[] {
    return this.#within(texts) ?? texts.map((text) => this.#within([text])?.[0] ?? this.#giveUp())
  }

  /** Null when the time is up. */
  #within(texts: string[]): boolean[] | null {
    this.#context.texts = texts
    try {
      return this.#search.runInContext(this.#context, { timeout: TEXT_MS })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null
      throw error
    }
  }

  #giveUp(): true {
    if (++this.#givenUp === 1) this.#onGivenUp()
    if (this.#givenUp < GIVEN_UP_MAX) return true
    throw new CommandFailure('the patterns of --grep and --exclude take too long on these records; simplify them', 2)
  }
}

/** Unicode rules where the pattern allows them; old patterns with needless escapes work without. */
function compiled(pattern: string, flags: string, option: string): RegExp {
  for (const all of [`${flags}u`, flags]) {
    try {
      return new RegExp(pattern, all)
    } catch (error) {
      if (all === flags)
        throw new UsageError(
          `${option} must be a regular expression: ${error instanceof Error ? error.message : error}`,
        )
    }
  }
  throw new Error('unreachable')
}
