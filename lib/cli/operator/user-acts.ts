/** `user disable`, `enable`, `delete`, `role` and `reset-factors`: what an operator does to an account. */
import { type ExitCode, type Streams, UsageError } from '#lib/cli/command.ts'
import { required } from '#lib/cli/options.ts'
import * as acts from '#lib/server/administration/operator-acts.ts'
import { confirm } from './confirm.ts'
import { withDatabase } from './open-database.ts'

interface ByEmail {
  email?: string | undefined
}

export async function disable(options: ByEmail, { stderr }: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  await withDatabase(() => acts.disableUserByOperator(email))
  stderr.write(`disabled ${email}; what they made stops working until you enable the account\n`)
  return 0
}

export async function enable(options: ByEmail, { stderr }: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  await withDatabase(() => acts.enableUserByOperator(email))
  stderr.write(`enabled ${email}\n`)
  return 0
}

export async function remove(options: ByEmail & { yes?: boolean | undefined }, streams: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  await confirm(email, options, streams)
  await withDatabase(() => acts.deleteUserByOperator(email))
  streams.stderr.write(`deleted ${email}\n`)
  return 0
}

export interface RoleOptions extends ByEmail {
  serverOwner?: string | undefined
  team?: string | undefined
  role?: string | undefined
}

export async function role(options: RoleOptions, { stderr }: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  const { serverOwner, team, role: teamRole } = options
  if ((serverOwner === undefined) === (team === undefined))
    throw new UsageError('use either --server-owner yes|no, or --team ID with --role')
  if (serverOwner !== undefined) {
    if (serverOwner !== 'yes' && serverOwner !== 'no')
      throw new UsageError(`--server-owner is yes or no, got "${serverOwner}"`)
    await withDatabase(() => acts.setServerOwnerByOperator(email, serverOwner === 'yes'))
    stderr.write(`${email} ${serverOwner === 'yes' ? 'now owns' : 'no longer owns'} this server\n`)
    return 0
  }
  if (teamRole !== 'owner' && teamRole !== 'member' && teamRole !== 'viewer')
    throw new UsageError(`--role is owner, member or viewer, got "${teamRole ?? ''}"`)
  await withDatabase(() => acts.setTeamRoleByOperator(email, team as string, teamRole))
  stderr.write(`${email} is now ${teamRole} of the team ${team}\n`)
  return 0
}

export async function resetFactors(options: ByEmail, { stderr }: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  await withDatabase(() => acts.resetFactorsByOperator(email))
  stderr.write(`removed the second factors of ${email}; the password alone signs in until a new one is set up\n`)
  return 0
}
