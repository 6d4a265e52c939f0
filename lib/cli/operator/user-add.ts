/** `user add`: an account, its password from stdin so that it stands in no list of processes. */
import { createUserByOperator } from '#lib/auth/operator.ts'
import { type Command, UsageError } from '../command.ts'
import { readOptions, required } from '../options.ts'
import { withDatabase } from './open-database.ts'

export const usage = `agent-logger user add --email E --password-stdin [--name N] < FILE
The first person of an empty server becomes its owner.`

export const run: Command['run'] = async (args, { stdin, stderr }) => {
  const options = readOptions(args, {
    email: { type: 'string' },
    name: { type: 'string' },
    'password-stdin': { type: 'boolean', default: false },
  })
  const email = required(options.email, '--email')
  if (!options['password-stdin']) throw new UsageError('--password-stdin is missing: the password comes from stdin')
  let password = ''
  for await (const chunk of stdin as AsyncIterable<Buffer>) password += chunk
  password = password.replace(/\r?\n$/, '')
  if (password === '') throw new UsageError('there was no password on stdin')
  const { isServerOwner } = await withDatabase(() => createUserByOperator({ email, password, name: options.name }))
  stderr.write(`added ${email}${isServerOwner ? ', the owner of this server' : ''}\n`)
  return 0
}
