/** A real program that logs, started by a test and ended with it. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach } from 'vitest'

const running = new Set<ChildProcess>()
afterEach(async () => {
  for (const child of running) {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
    child.kill('SIGKILL')
    await ended
  }
  running.clear()
})

export interface ProgramOptions {
  cwd?: string
  env?: Record<string, string>
  input?: string
}

/** Starts it and leaves it running until the test ends. */
export function startProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): ChildProcessWithoutNullStreams {
  const { cwd, env, input } = options
  const child = spawn(command, [...args], {
    ...(cwd ? { cwd } : {}),
    env: { NODE_ENV: 'test', PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
  })
  running.add(child)
  child.stdin.on('error', () => {}) // it may not read
  if (input !== undefined) child.stdin.end(input)
  return child
}

/** Runs it to its end, and returns what it printed to both outputs. Throws with it when the exit code is not 0. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  const child = startProgram(command, args, options)
  let output = ''
  const take = (chunk: Buffer) => {
    output += chunk
  }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', take)
  const [code] = await once(child, 'close')
  running.delete(child)
  if (code !== 0) throw new Error(`${command} left with ${code}:\n${output}`)
  return output
}
