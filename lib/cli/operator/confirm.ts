/** Asks on a terminal before something that cannot be undone. */
import { createInterface } from 'node:readline/promises'
import { type Streams, UsageError } from '#lib/cli/command.ts'

/**
 * Returns when the person typed `text` again, or when `yes` is set. Throws UsageError for another text, and without a terminal to
 * ask on.
 */
export async function confirm(
  text: string,
  { yes }: { yes?: boolean | undefined },
  { stdin, stderr }: Pick<Streams, 'stdin' | 'stderr'>,
): Promise<void> {
  if (yes) return
  if (!('isTTY' in stdin && stdin.isTTY)) throw new UsageError('--yes is required when stdin is not a terminal')
  const lines = createInterface({ input: stdin, output: stderr })
  const typed = await lines.question(`This cannot be undone. Type ${text} to go on: `)
  lines.close()
  if (typed.trim() !== text) throw new UsageError(`nothing was deleted: you did not type ${text}`)
}
