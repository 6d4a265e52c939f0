/**
 * Disables, enables and deletes accounts, for the server's owners and the command line. While an account is disabled, the person
 * cannot sign in and nothing that they made works: tokens, share links, invitations. All of it works again once it is enabled,
 * except that they have to sign in anew.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { linksMadeBy } from '#lib/server/db/share-links.ts'
import { listMembers, removeMember, type TeamRow, teamsOfUser } from '#lib/server/db/teams.ts'
import { handOverDeviceTokens, type RightOfTeam, tokensMadeBy } from '#lib/server/db/tokens.ts'
import { deleteUser, enableUser, findUser } from '#lib/server/db/users.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { deleteTeamAndCut } from './delete-team.ts'
import { endAllSignIns } from './end-sign-ins.ts'
import { disableUser } from './last-owner.ts'

/** Throws `not-found`, and `conflict` for the last server owner. Nothing happens to an account that is disabled already. */
export async function disableAccount(userId: string, nowMs: number): Promise<void> {
  if (!(await disableUser(userId, nowMs))) return
  await endAllSignIns(userId, nowMs)
  cutRights(await tokensMadeBy(userId), await linksMadeBy(userId, nowMs))
}

/** Throws `not-found`. */
export async function enableAccount(userId: string): Promise<void> {
  await accountOf(userId)
  await enableUser(userId)
}

/**
 * Deletes the account with its sign-ins, API tokens and share links, and the teams that nobody else is on. Device tokens that it
 * made for other teams stay and belong to an owner there. Throws `not-found`, and `conflict` for the last server owner and for the
 * last owner of a team with other members.
 */
export async function deleteAccount(userId: string, nowMs: number): Promise<void> {
  const wasDisabled = (await accountOf(userId)).disabledAt !== null
  const { deleted, ownerless, left } = await fateOfTeams(userId)
  if (ownerless[0]) throw needsOwner(ownerless[0].name)
  await disableAccount(userId, nowMs)
  const rights = await tokensMadeBy(userId)
  const links = await linksMadeBy(userId, nowMs)
  try {
    for (const team of deleted) if (!(await deleteTeamAndCut(team.id, nowMs, userId))) throw needsOwner(team.name)
    for (const { id: teamId, name, heirId } of left) {
      await handOverDeviceTokens(teamId, userId, heirId)
      // Somebody else may have left meanwhile.
      if (!(await removeMember(teamId, userId))) throw needsOwner(name)
    }
  } catch (error) {
    if (!wasDisabled) await enableUser(userId)
    throw error
  }
  await deleteUser(userId)
  // Nodes that checked a right before the account was disabled.
  const kept = new Set(left.map(({ id }) => id))
  cutRights(
    rights.filter(({ teamId, kind }) => kind === 'api' || !kept.has(teamId)),
    links,
  )
  for (const teamId of kept)
    for (const topic of ['members', 'tokens', 'links'] as const) liveRelay.peek()?.teamChanged(teamId, topic)
}

export interface TeamFates {
  /** Nobody else is on them, so they are deleted with the account. */
  deleted: TeamRow[]
  /** The account is their only owner, and they have other members: it cannot be deleted. */
  ownerless: TeamRow[]
  /** They go on, and this owner gets the device tokens. */
  left: (TeamRow & { heirId: string })[]
}

/** What becomes of a user's teams when the account is deleted. */
export async function fateOfTeams(userId: string): Promise<TeamFates> {
  const fates: TeamFates = { deleted: [], ownerless: [], left: [] }
  for (const team of await teamsOfUser(userId)) {
    const others = (await listMembers(team.id)).filter((member) => member.userId !== userId)
    const heir = others.find(({ role }) => role === 'owner')
    if (heir) fates.left.push({ ...team, heirId: heir.userId })
    else fates[others.length > 0 ? 'ownerless' : 'deleted'].push(team)
  }
  return fates
}

function needsOwner(team: string): AppError {
  return new AppError('conflict', `${team} needs another owner first, because it has other members.`)
}

async function accountOf(userId: string) {
  const user = await findUser(userId)
  if (!user) throw new AppError('not-found', 'There is no such account.')
  return user
}

function cutRights(tokens: readonly RightOfTeam[], links: readonly RightOfTeam[]): void {
  const relay = liveRelay.peek()
  for (const { id } of tokens) relay?.cut({ kind: 'token', id }, 'token-revoked')
  for (const { id } of links) relay?.cut({ kind: 'link', id }, 'link-revoked')
}
