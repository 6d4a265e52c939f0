/** A program in its own process, with its output collected. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
}

export class Program {
  readonly process: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
  #stdout: Buffer[] = []
  #bytes = 0
  #lines = 0
  #stderr = ''
  readonly #looks = new Set<() => void>()

  /** `home` is its home folder. */
  constructor(command: string, args: string[], cwd: string, home: string) {
    const env = { PATH: process.env.PATH ?? '', HOME: home, NODE_ENV: 'production' as const }
    this.process = spawn(command, args, { cwd, env })
    this.process.stdout.on('data', (chunk: Buffer) => {
      this.#stdout.push(chunk)
      this.#bytes += chunk.length
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.#lines++
      this.#changed()
    })
    this.process.stderr.on('data', (chunk: Buffer) => {
      this.#stderr += chunk
      this.#changed()
    })
    // A program that has exited does not read the rest of its input.
    this.process.stdin.on('error', () => {})
    this.ended = new Promise((resolve) => this.process.once('close', (code, signal) => resolve({ code, signal })))
    void this.ended.then(() => this.#changed())
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  get stdout(): Buffer {
    return Buffer.concat(this.#stdout)
  }

  get stdoutBytes(): number {
    return this.#bytes
  }

  get stdoutLines(): number {
    return this.#lines
  }

  get stderr(): string {
    return this.#stderr
  }

  /** Resolves once the condition holds, checked after each output. Rejects if the program exits before that. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (isSo()) resolve()
        else if (this.isRunning) return
        else reject(new Error(`left with ${this.process.exitCode ?? this.process.signalCode}: ${this.#stderr}`))
        this.#looks.delete(look)
      }
      this.#looks.add(look)
      look()
    })
  }

  /** Resolves with the first group of a match on stderr, once it is printed. */
  async waitForStderr(pattern: RegExp): Promise<string> {
    await this.until(() => pattern.test(this.#stderr))
    return pattern.exec(this.#stderr)?.[1] ?? ''
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal)
  }

  #changed(): void {
    for (const look of this.#looks) look()
  }
}
