/** `link create`: prints only the share link, so that scripts can use it. */
import { type ExitCode, type Streams, UsageError } from '#lib/cli/command.ts'
import { required } from '#lib/cli/options.ts'
import { createLinkByOperator } from '#lib/server/auth/operator.ts'
import { withDatabase } from './open-database.ts'

export interface LinkCreateOptions {
  email?: string | undefined
  session?: string | undefined
  device?: string | undefined
  /** How long the link is valid, in milliseconds. */
  expires: number
}

export async function run(options: LinkCreateOptions, { stdout }: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  const { session, device, expires: expiresInMs } = options
  if ((session === undefined) === (device === undefined)) throw new UsageError('use either --session or --device')
  const link = await withDatabase(() => createLinkByOperator({ email, session, device, expiresInMs }))
  stdout.write(`${link}\n`)
  return 0
}
