/** `user reset-link`: prints only a link with which a person sets a new password, once. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { required } from '#lib/cli/options.ts'
import { createResetLinkByOperator } from '#lib/server/administration/operator-acts.ts'
import { withDatabase } from './open-database.ts'

export async function run(options: { email?: string | undefined }, { stdout }: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  stdout.write(`${await withDatabase(() => createResetLinkByOperator(email))}\n`)
  return 0
}
