/** The packed command line as a separate process, the way a user runs it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Program as AnyProgram } from '#tests/support/program.ts'

const root = path.join(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-cli-'))
process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
execFileSync('tar', ['xzf', path.join(root, 'dist/sdk/agent-logger.tgz'), '-C', dir])
export const CLI = path.join(dir, 'package/cli.mjs')

export class Program extends AnyProgram {
  constructor(command: string, args: string[], cwd = dir) {
    super(command, args, cwd, dir)
  }
}

export function cli(...args: string[]): Program {
  return new Program(process.execPath, [CLI, ...args])
}

/** Runs to completion with the given input. */
export async function ran(args: string[], input: string | Buffer = '') {
  const program = cli(...args)
  program.process.stdin.end(input)
  const { code } = await program.ended
  return { code, stdout: program.stdout.toString(), stderr: program.stderr }
}
