/** A person closes their own account: what that takes along, shown beforehand, and the act. */
import { linksMadeBy } from '#lib/server/db/share-links.ts'
import { tokensMadeBy } from '#lib/server/db/tokens.ts'
import { deleteAccount, fateOfTeams } from './disable-account.ts'
import { isLastServerOwner } from './last-owner.ts'
import { type NoticeOrigin, notify } from './notify.ts'
import type { CurrentUser } from './session-cookie.ts'

interface Team {
  id: string
  name: string
}

export interface Closing {
  /** The server would have no owner; the account cannot be closed. */
  isLastServerOwner: boolean
  /** The person is their last owner, and they have other members; the account cannot be closed. */
  ownerlessTeams: Team[]
  /** Nobody else is on them, so they are deleted. */
  deletedTeams: Team[]
  leftTeams: Team[]
  /** What the person made on the teams that go on: API tokens and links are revoked, device tokens go to an owner. */
  apiTokens: number
  deviceTokens: number
  links: number
}

export async function previewClosing(user: CurrentUser, nowMs: number): Promise<Closing> {
  const [isLast, { deleted, ownerless, left }, tokens, links] = await Promise.all([
    isLastServerOwner(user),
    fateOfTeams(user.id),
    tokensMadeBy(user.id),
    linksMadeBy(user.id, nowMs),
  ])
  const goesOn = (teamId: string) => !deleted.some(({ id }) => id === teamId)
  const kept = tokens.filter(({ teamId }) => goesOn(teamId))
  const named = (teams: readonly Team[]) => teams.map(({ id, name }) => ({ id, name }))
  return {
    isLastServerOwner: isLast,
    ownerlessTeams: named(ownerless),
    deletedTeams: named(deleted),
    leftTeams: named(left),
    apiTokens: kept.filter(({ kind }) => kind === 'api').length,
    deviceTokens: kept.filter(({ kind }) => kind !== 'api').length,
    links: links.filter(({ teamId }) => goesOn(teamId)).length,
  }
}

/** Throws `conflict` for the last owner of the server, or of a team that has other members. */
export async function closeAccount(user: CurrentUser, origin: NoticeOrigin, nowMs: number): Promise<void> {
  await deleteAccount(user.id, nowMs)
  await notify(user, 'account-closed', origin, nowMs)
}
