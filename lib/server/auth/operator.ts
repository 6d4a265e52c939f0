/**
 * What the operator's command line does in the database. Its user can read the server's files, so roles are not checked;
 * what it creates belongs to the named person's own team.
 */

import { AppError } from '#lib/protocol/app-error.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import { config } from '#lib/server/config/env.ts'
import { isUniqueViolation } from '#lib/server/db/client.ts'
import { findDevice } from '#lib/server/db/devices.ts'
import { findSession } from '#lib/server/db/session-lists.ts'
import { createLinkRow } from '#lib/server/db/share-links.ts'
import { roleInTeam, teamsOfUser } from '#lib/server/db/teams.ts'
import type { TokenKind } from '#lib/server/db/tokens.ts'
import { createUser, findUserByEmail, hasUsers, type User } from '#lib/server/db/users.ts'
import { issueToken } from './issue-token.ts'
import { checkNewPassword } from './new-password.ts'
import { hashPassword } from './password.ts'
import { checkedEmail, checkedName } from './sign-up-fields.ts'

/** The first user of an empty server becomes its owner. Throws `conflict` and `invalid-input`. */
export async function createUserByOperator(user: {
  email: string
  password: string
  name?: string | undefined
}): Promise<{ userId: string; isServerOwner: boolean }> {
  const email = checkedEmail(user.email)
  const name = checkedName(user.name ?? (email.split('@')[0] as string))
  if (await findUserByEmail(email)) throw emailTaken(email)
  await checkNewPassword(user.password, { email, name })
  const passwordHash = await hashPassword(user.password)
  const isServerOwner = !(await hasUsers())
  try {
    const { id } = await createUser({ email, name, passwordHash, isServerOwner })
    return { userId: id, isServerOwner }
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken(email) : error
  }
}

function emailTaken(email: string): AppError {
  return new AppError('conflict', `An account with the email ${email} already exists.`)
}

/** Returns the token. It cannot be shown again. */
export async function createTokenByOperator(token: {
  email: string
  name: string
  kind: TokenKind
  sources?: readonly SourceKind[] | null
}): Promise<string> {
  const user = await personOf(token.email)
  const teamId = await ownTeamOf(user)
  const issued = await issueToken({
    teamId,
    kind: token.kind,
    name: checkedName(token.name),
    createdById: user.id,
    expiresAtMs: null,
    sources: token.sources ?? null,
  })
  return issued.token
}

export interface OperatorLink {
  email: string
  /** Give either `session` or `device`. */
  session?: string | undefined
  device?: string | undefined
  expiresInMs?: number | undefined
}

/** Returns the complete URL. Throws `not-found` when the person cannot see what the link would open. */
export async function createLinkByOperator(link: OperatorLink, nowMs = Date.now()): Promise<string> {
  const user = await personOf(link.email)
  if ((link.session === undefined) === (link.device === undefined))
    throw new AppError('invalid-input', 'Choose either a session or a device, not both.')
  const expiresInMs = link.expiresInMs ?? LIMITS.linkExpiryDefaultMs
  if (!(expiresInMs > 0 && expiresInMs <= LIMITS.linkExpiryMaxMs))
    throw new AppError('invalid-input', `A link can be valid for at most ${LIMITS.linkExpiryMaxMs / 86_400_000} days.`)
  const opened = link.session !== undefined ? await findSession(link.session) : await findDevice(link.device as string)
  if (!opened || (await roleInTeam(user.id, opened.teamId)) === null)
    throw new AppError(
      'not-found',
      link.session !== undefined
        ? `Session ${link.session} does not exist, or ${user.email} does not have access to it.`
        : `Device ${link.device} does not exist, or ${user.email} does not have access to it.`,
    )
  const secret = createLinkSecret()
  const row = await createLinkRow(
    {
      id: randomId(),
      teamId: opened.teamId,
      sessionId: link.session ?? null,
      deviceId: link.device ?? null,
      authHash: hashLinkKey(deriveLinkKey(secret)),
      createdById: user.id,
      expiresAtMs: nowMs + expiresInMs,
    },
    nowMs,
  )
  return `${config().publicUrl}/s/${row.id}#${secret}`
}

async function personOf(email: string): Promise<User> {
  const user = await findUserByEmail(email)
  if (!user) throw new AppError('not-found', `No account has the email ${email}.`)
  return user
}

async function ownTeamOf(user: User): Promise<string> {
  const [team] = await teamsOfUser(user.id)
  if (!team) throw new AppError('not-found', `${user.email} is not on a team.`)
  return team.id
}
