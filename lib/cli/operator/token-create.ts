/** `token create`: prints the token alone, for scripts. */
import { createTokenByOperator } from '#lib/auth/operator.ts'
import { type Command, UsageError } from '../command.ts'
import { readOptions, required } from '../options.ts'
import { withDatabase } from './open-database.ts'

export const usage = `agent-logger token create --email E --name N [--kind device|api|host]
Prints the token: it is shown only now. A host key is the first label of an unmodified app's address.`

export const run: Command['run'] = async (args, { stdout }) => {
  const options = readOptions(args, {
    email: { type: 'string' },
    name: { type: 'string' },
    kind: { type: 'string', default: 'device' },
  })
  const email = required(options.email, '--email')
  const name = required(options.name, '--name')
  const { kind } = options
  if (kind !== 'device' && kind !== 'api' && kind !== 'host')
    throw new UsageError(`--kind is device, api or host, got "${kind}"`)
  stdout.write(`${await withDatabase(() => createTokenByOperator({ email, name, kind }))}\n`)
  return 0
}
