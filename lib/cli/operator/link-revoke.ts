/** `link revoke`: ends a share link and its viewers at once. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { required } from '#lib/cli/options.ts'
import { revokeLinkByOperator } from '#lib/server/administration/operator-acts.ts'
import { withDatabase } from './open-database.ts'

export async function run(options: { id?: string | undefined }, { stderr }: Streams): Promise<ExitCode> {
  const id = required(options.id, '--id')
  await withDatabase(() => revokeLinkByOperator(id))
  stderr.write(`revoked share link ${id}\n`)
  return 0
}
