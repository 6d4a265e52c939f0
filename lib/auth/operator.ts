/**
 * What the operator's command line does in the database: it has the rights of whoever can read the server's files, so
 * roles are not asked, but everything belongs to a person's own team.
 */
import { config } from '../config/env.ts'
import { isUniqueViolation } from '../db/client.ts'
import { findDevice } from '../db/devices.ts'
import { findSession } from '../db/session-lists.ts'
import { createLinkRow } from '../db/share-links.ts'
import { roleInTeam, teamsOfUser } from '../db/teams.ts'
import type { TokenKind } from '../db/tokens.ts'
import { createUser, findUserByEmail, hasUsers, type User } from '../db/users.ts'
import { AppError } from '../errors.ts'
import { randomId } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '../protocol/link-secret.ts'
import { issueToken } from './issue-token.ts'
import { hashPassword } from './password.ts'
import { checkedEmail, checkedName } from './sign-up-fields.ts'

/** The first person of an empty server owns it. Throws `conflict` and `invalid-input`. */
export async function createUserByOperator(user: {
  email: string
  password: string
  name?: string | undefined
}): Promise<{ userId: string; isServerOwner: boolean }> {
  const email = checkedEmail(user.email)
  const name = checkedName(user.name ?? (email.split('@')[0] as string))
  if (await findUserByEmail(email)) throw emailTaken(email)
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
  return new AppError('conflict', `There is an account with the e-mail ${email} already.`)
}

/** Returns the token: the only time it is shown. */
export async function createTokenByOperator(token: { email: string; name: string; kind: TokenKind }): Promise<string> {
  const user = await personOf(token.email)
  const teamId = await ownTeamOf(user)
  const issued = await issueToken({
    teamId,
    kind: token.kind,
    name: checkedName(token.name),
    createdById: user.id,
    expiresAtMs: null,
  })
  return issued.token
}

export interface OperatorLink {
  email: string
  /** Exactly one of the two. */
  session?: string | undefined
  device?: string | undefined
  expiresInMs?: number | undefined
}

/** Returns the whole address. Throws `not-found` when the person cannot see what the link would open. */
export async function createLinkByOperator(link: OperatorLink, nowMs = Date.now()): Promise<string> {
  const user = await personOf(link.email)
  if ((link.session === undefined) === (link.device === undefined))
    throw new AppError('invalid-input', 'Name either a session or a device, not both.')
  const expiresInMs = link.expiresInMs ?? LIMITS.linkExpiryDefaultMs
  if (!(expiresInMs > 0 && expiresInMs <= LIMITS.linkExpiryMaxMs))
    throw new AppError('invalid-input', `A link lives at most ${LIMITS.linkExpiryMaxMs / 86_400_000} days.`)
  const opened = link.session !== undefined ? await findSession(link.session) : await findDevice(link.device as string)
  if (!opened || (await roleInTeam(user.id, opened.teamId)) === null)
    throw new AppError(
      'not-found',
      link.session !== undefined
        ? `There is no session ${link.session} that ${user.email} can see.`
        : `There is no device ${link.device} that ${user.email} can see.`,
    )
  const secret = createLinkSecret()
  const row = await createLinkRow(
    {
      id: randomId(),
      teamId: opened.teamId,
      sessionId: link.session ?? null,
      deviceId: link.device ?? null,
      authHash: await hashLinkKey(await deriveLinkKey(secret)),
      createdById: user.id,
      expiresAtMs: nowMs + expiresInMs,
    },
    nowMs,
  )
  return `${config().publicUrl}/s/${row.id}#${secret}`
}

async function personOf(email: string): Promise<User> {
  const user = await findUserByEmail(email)
  if (!user) throw new AppError('not-found', `There is no account with the e-mail ${email}.`)
  return user
}

async function ownTeamOf(user: User): Promise<string> {
  const [team] = await teamsOfUser(user.id)
  if (!team) throw new AppError('not-found', `${user.email} belongs to no team.`)
  return team.id
}
