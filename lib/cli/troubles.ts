/** Trouble that does not end a command: each cause is one line on stderr at once, and the exit code at the end. */
import type { ExitCode } from './command.ts'
import { errorLine } from './error-line.ts'
import { say } from './say.ts'

export class Troubles {
  /** 2 wins over 1: someone must act before a new try can help. */
  exitCode: ExitCode = 0
  /** Resolves at the first trouble. */
  readonly first: Promise<void>
  /** A sentence about what still happens, in each line; null when the command ends now. */
  goesOn: string | null
  readonly #stderr: NodeJS.WritableStream
  readonly #said = new Set<string>()
  #sayFirst = () => {}

  constructor(stderr: NodeJS.WritableStream, goesOn: string) {
    this.#stderr = stderr
    this.goesOn = goesOn
    this.first = new Promise((resolve) => {
      this.#sayFirst = resolve
    })
  }

  /** The same error says nothing the second time. */
  report(error: unknown): void {
    const [line, exitCode] = errorLine(error)
    this.#raise(exitCode)
    this.#say(line)
    this.#sayFirst()
  }

  /** Trouble that may pass, so that it does not change the exit code. `note` is a sentence that holds until then. */
  warn(error: unknown, note: string): void {
    this.#say(errorLine(error)[0], note)
  }

  /** Some records did not reach the server; zero is no trouble. */
  reportUnsent(records: number): void {
    if (records === 0) return
    this.#raise(1)
    say(this.#stderr, `agent-logger: ${records === 1 ? '1 record was' : `${records} records were`} not sent`)
  }

  #say(line: string, ...notes: string[]): void {
    if (this.#said.has(line)) return
    this.#said.add(line)
    const sentences = this.goesOn === null ? [line] : [line.replace(/\.$/, ''), ...notes, this.goesOn]
    say(this.#stderr, `agent-logger: ${sentences.join('. ')}`)
  }

  #raise(exitCode: ExitCode): void {
    if (exitCode > this.exitCode) this.exitCode = exitCode
  }
}
