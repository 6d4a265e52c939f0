/** Runs the programs that the scripts call, in the project's root. */
import { type StdioOptions, spawnSync } from 'node:child_process'
import path from 'node:path'

/** Absolute path of the checkout. */
export const root = path.join(import.meta.dirname, '..')

/**
 * Runs a program of node_modules/.bin, or one given by its absolute path, and waits for it. Ends this process with exit code 1
 * when the program fails. With `stdio` 'pipe' the program's output appears only then.
 */
export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdio: StdioOptions = 'inherit',
): void {
  const bin = path.isAbsolute(program) ? program : path.join(root, 'node_modules/.bin', program)
  const { status, stdout, stderr } = spawnSync(bin, args, { cwd: root, env: { ...process.env, ...env }, stdio })
  if (status === 0) return
  if (stdio === 'pipe') process.stderr.write(`${stdout}${stderr}`)
  console.error(`agent-logger: ${program} ${args.join(' ')} failed`)
  process.exit(1)
}

/** Runs one of these scripts the way package.json does. */
export function runScript(file: string): void {
  run(process.execPath, ['--import', 'tsx', `scripts/${file}`])
}
