/** `session prune`: deletes past sessions and unseen devices now instead of within the hour. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { pruneNow } from '#lib/server/administration/prune-now.ts'
import { withDatabase } from './open-database.ts'

export async function run(options: { olderThan?: number | undefined }, { stderr }: Streams): Promise<ExitCode> {
  const { sessions, devices } = await withDatabase(() => pruneNow(options.olderThan))
  stderr.write(`deleted ${sessions} past sessions and ${devices} unseen devices\n`)
  return 0
}
