/** `user add`: creates an account. Reads the password from stdin so that it does not appear in process lists. */
import { type ExitCode, type Streams, UsageError } from '#lib/cli/command.ts'
import { required } from '#lib/cli/options.ts'
import { createUserByOperator } from '#lib/server/auth/operator.ts'
import { withDatabase } from './open-database.ts'

export interface UserAddOptions {
  email?: string | undefined
  name?: string | undefined
  passwordStdin?: boolean | undefined
}

export async function run(options: UserAddOptions, { stdin, stderr }: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  if (!options.passwordStdin) throw new UsageError('--password-stdin is required; the password is read from stdin')
  let password = ''
  for await (const chunk of stdin as AsyncIterable<Buffer>) password += chunk
  password = password.replace(/\r?\n$/, '')
  if (password === '') throw new UsageError('no password on stdin')
  const { isServerOwner } = await withDatabase(() => createUserByOperator({ email, password, name: options.name }))
  stderr.write(`added ${email}${isServerOwner ? ', the owner of this server' : ''}\n`)
  return 0
}
