/** The packed command line as a process of its own, the way a stranger runs it, with what it says collected. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const root = path.join(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-cli-'))
process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
execFileSync('tar', ['xzf', path.join(root, 'dist/sdk/agent-logger.tgz'), '-C', dir])
export const CLI = path.join(dir, 'package/cli.mjs')

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
  #changed = () => {}

  constructor(command: string, args: string[], cwd = dir) {
    const env = { PATH: process.env.PATH ?? '', HOME: dir, NODE_ENV: 'production' as const }
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
    // A program that has left does not take the rest of its input.
    this.process.stdin.on('error', () => {})
    this.ended = new Promise((resolve) => this.process.once('close', (code, signal) => resolve({ code, signal })))
    void this.ended.then(() => this.#changed())
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

  /** Resolves once the condition holds; asked at everything it says. Rejects when it leaves before. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#changed = () => {
        if (isSo()) resolve()
        else if (this.process.exitCode !== null || this.process.signalCode !== null)
          reject(new Error(`left with ${this.process.exitCode ?? this.process.signalCode}: ${this.#stderr}`))
      }
      this.#changed()
    })
  }

  /** What stands for the first group on stderr, once it is said. */
  async said(pattern: RegExp): Promise<string> {
    await this.until(() => pattern.test(this.#stderr))
    return pattern.exec(this.#stderr)?.[1] ?? ''
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal)
  }
}

export function cli(...args: string[]): Program {
  return new Program(process.execPath, [CLI, ...args])
}

/** Runs to its end with the given input. */
export async function ran(args: string[], input: string | Buffer = '') {
  const program = cli(...args)
  program.process.stdin.end(input)
  const { code } = await program.ended
  return { code, stdout: program.stdout.toString(), stderr: program.stderr }
}
