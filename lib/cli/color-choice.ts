/** Whether output has colors: a flag, else the usual variables, else whether it goes to a terminal. */
import type { Streams } from './command.ts'

export const COLOR_CHOICES = ['always', 'never', 'auto']

/** `value` is what `--color` and `--no-color` gave: one of {@link COLOR_CHOICES}, or false. */
export function wantsColor(
  value: string | boolean | undefined,
  { env, stdout }: Pick<Streams, 'env' | 'stdout'>,
): boolean {
  if (value === false || value === 'never') return false
  if (value === 'always') return true
  // Both are conventions of many programs: https://no-color.org and https://force-color.org.
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return stdout.isTTY === true && env.TERM !== 'dumb'
}
