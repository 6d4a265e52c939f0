/** `link create`: prints the share link alone, for scripts. */
import { createLinkByOperator } from '#lib/auth/operator.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type Command, UsageError } from '../command.ts'
import { parseDuration } from '../durations.ts'
import { readOptions, required } from '../options.ts'
import { withDatabase } from './open-database.ts'

export const usage = `agent-logger link create --email E --session ID | --device ID [--expires 24h]
Prints the link: the server cannot show it again. It begins with PUBLIC_URL.`

export const run: Command['run'] = async (args, { stdout }) => {
  const options = readOptions(args, {
    email: { type: 'string' },
    session: { type: 'string' },
    device: { type: 'string' },
    expires: { type: 'string', default: '24h' },
  })
  const email = required(options.email, '--email')
  const { session, device, expires } = options
  if ((session === undefined) === (device === undefined)) throw new UsageError('give either --session or --device')
  const expiresInMs = parseDuration(expires, '--expires', LIMITS.linkExpiryMaxMs)
  const link = await withDatabase(() => createLinkByOperator({ email, session, device, expiresInMs }))
  stdout.write(`${link}\n`)
  return 0
}
