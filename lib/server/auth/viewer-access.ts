/** What a viewer's ticket, API token or link grants (rule AC1), and whether it is still valid. */

import { AppError } from '#lib/protocol/app-error.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { config } from '#lib/server/config/env.ts'
import { findLink } from '#lib/server/db/share-links.ts'
import { findSignIn } from '#lib/server/db/sign-ins.ts'
import { teamsOfUser } from '#lib/server/db/teams.ts'
import { findToken } from '#lib/server/db/tokens.ts'
import { findUser } from '#lib/server/db/users.ts'
import { linkFault, linkGrant } from './link-access.ts'
import { stageOf } from './session-cookie.ts'
import { stageFault } from './sign-in-stage.ts'
import { signInFault } from './sign-in-state.ts'
import { redeemTicket } from './ticket.ts'
import { checkedToken, tokenFault } from './token-access.ts'

/** Throws a typed error; a hello that carries none of the three credentials is `not-signed-in`. */
export async function viewerGrant(hello: ViewerHello, nowMs: number): Promise<ViewerGrant> {
  if (typeof hello.ticket === 'string') return grantOfPerson(hello.ticket, nowMs)
  if (typeof hello.token === 'string') return grantOfApiToken(hello.token, nowMs)
  if (typeof hello.link === 'object' && hello.link !== null) return grantOfLink(hello.link, nowMs)
  throw new AppError('not-signed-in')
}

async function grantOfPerson(ticket: string, nowMs: number): Promise<ViewerGrant> {
  const { userId, sessionVersion, signInId } = await redeemTicket(ticket, nowMs)
  const fault = await personFault(userId, sessionVersion, signInId, nowMs)
  if (fault) throw fault
  const user = await findUser(userId)
  if (!user) throw new AppError('session-revoked')
  const teams = await teamsOfUser(userId)
  const teamIds = teams.map((team) => team.id)
  const grant = { kind: 'user' as const, id: userId, name: user.name, teamIds, target: null, sessionVersion }
  return { ...grant, expiresAtMs: null, ...(signInId === null ? {} : { signInId }) }
}

/** Why a person's sign-in no longer admits them, or null. */
async function personFault(
  userId: string,
  sessionVersion: number | undefined,
  signInId: string | null,
  nowMs: number,
): Promise<AppError | null> {
  const signIn = signInId === null ? null : await findSignIn(signInId)
  if (signInId !== null && signIn?.userId !== userId) return new AppError('session-revoked')
  const user = signIn?.user ?? (await findUser(userId))
  if (!user || (sessionVersion !== undefined && user.sessionVersion !== sessionVersion))
    return new AppError('session-revoked')
  if (user.disabledAt !== null) return new AppError('account-disabled')
  if (!signIn) return null
  return signInFault(signIn, config(), nowMs) ?? stageFault(await stageOf(signIn, await teamsOfUser(userId)))
}

async function grantOfApiToken(text: string, nowMs: number): Promise<ViewerGrant> {
  const { id, name, teamId, expiresAt } = await checkedToken(text, 'api', nowMs)
  return { kind: 'api', id, name, teamIds: [teamId], target: null, expiresAtMs: expiresAt?.getTime() ?? null }
}

async function grantOfLink(link: { id: string; key: string }, nowMs: number): Promise<ViewerGrant> {
  const { linkId, teamId, target, expiresAtMs } = await linkGrant(link, nowMs)
  return { kind: 'link', id: linkId, name: 'Guest', teamIds: [teamId], target, expiresAtMs }
}

/**
 * Called periodically while a viewer is connected, in case a cut did not reach it. Returns why it may not stay, or
 * null.
 */
export async function recheckGrant(grant: ViewerGrant, nowMs: number): Promise<AppError | null> {
  switch (grant.kind) {
    case 'api':
      return tokenFault(await findToken(grant.id), nowMs)
    case 'link':
      return linkFault(await findLink(grant.id), nowMs)
    case 'user': {
      const fault = await personFault(grant.id, grant.sessionVersion, grant.signInId ?? null, nowMs)
      if (fault) return fault
      const teamIds = new Set((await teamsOfUser(grant.id)).map((team) => team.id))
      return grant.teamIds.every((id) => teamIds.has(id)) ? null : new AppError('forbidden')
    }
  }
}
