/** What a viewer's ticket, API token or link opens (rule AC1), and whether it still does. */
import { findLink } from '../db/share-links.ts'
import { teamsOfUser } from '../db/teams.ts'
import { findToken } from '../db/tokens.ts'
import { findUser } from '../db/users.ts'
import { AppError } from '../errors.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import type { ViewerHello } from '../protocol/messages.ts'
import { linkFault, linkGrant } from './link-access.ts'
import { redeemTicket } from './ticket.ts'
import { checkedToken, tokenFault } from './token-access.ts'

/** Throws the typed refusal; a hello with none or several of the three rights is `not-signed-in`. */
export async function viewerGrant(hello: ViewerHello, nowMs: number): Promise<ViewerGrant> {
  if (typeof hello.ticket === 'string') return grantOfPerson(hello.ticket, nowMs)
  if (typeof hello.token === 'string') return grantOfApiToken(hello.token, nowMs)
  if (typeof hello.link === 'object' && hello.link !== null) return grantOfLink(hello.link, nowMs)
  throw new AppError('not-signed-in')
}

async function grantOfPerson(ticket: string, nowMs: number): Promise<ViewerGrant> {
  const { userId, sessionVersion } = await redeemTicket(ticket, nowMs)
  const user = await findUser(userId)
  if (user?.sessionVersion !== sessionVersion) throw new AppError('session-revoked')
  const teams = await teamsOfUser(userId)
  const teamIds = teams.map((team) => team.id)
  return { kind: 'user', id: userId, name: user.name, teamIds, target: null, expiresAtMs: null, sessionVersion }
}

async function grantOfApiToken(text: string, nowMs: number): Promise<ViewerGrant> {
  const { id, name, teamId, expiresAt } = await checkedToken(text, 'api', nowMs)
  return { kind: 'api', id, name, teamIds: [teamId], target: null, expiresAtMs: expiresAt?.getTime() ?? null }
}

async function grantOfLink(link: { id: string; key: string }, nowMs: number): Promise<ViewerGrant> {
  const { linkId, teamId, target, expiresAtMs } = await linkGrant(link, nowMs)
  return { kind: 'link', id: linkId, name: 'Guest', teamIds: [teamId], target, expiresAtMs }
}

/** Asked now and then while a viewer is connected, for what no cut has reached: why it may no longer watch, or null. */
export async function recheckGrant(grant: ViewerGrant, nowMs: number): Promise<AppError | null> {
  switch (grant.kind) {
    case 'api':
      return tokenFault(await findToken(grant.id), nowMs)
    case 'link':
      return linkFault(await findLink(grant.id), nowMs)
    case 'user': {
      const user = await findUser(grant.id)
      if (!user || (grant.sessionVersion !== undefined && user.sessionVersion !== grant.sessionVersion))
        return new AppError('session-revoked')
      const teamIds = new Set((await teamsOfUser(grant.id)).map((team) => team.id))
      return grant.teamIds.every((id) => teamIds.has(id)) ? null : new AppError('forbidden')
    }
  }
}
