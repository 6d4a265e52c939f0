/** `token revoke`: ends a token at once. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { required } from '#lib/cli/options.ts'
import { revokeTokenByOperator } from '#lib/server/administration/operator-acts.ts'
import { withDatabase } from './open-database.ts'

export async function run(options: { id?: string | undefined }, { stderr }: Streams): Promise<ExitCode> {
  const id = required(options.id, '--id')
  await withDatabase(() => revokeTokenByOperator(id))
  stderr.write(`revoked token ${id}\n`)
  return 0
}
