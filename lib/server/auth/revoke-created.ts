/**
 * What a person created on a team: tokens and share links, which go on working when the person leaves. A person who has seen a
 * token or a link can use it, so removing somebody revokes them unless the caller wants to keep them.
 */
import { type LinkOfMember, linksOfMember, revokeLinksOf } from '#lib/server/db/share-links.ts'
import type { Role } from '#lib/server/db/teams.ts'
import { revokeTokensOf, type TokenKind, type TokenOfMember, tokensOfMember } from '#lib/server/db/tokens.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { isAllowed } from './permissions.ts'

export interface CreatedThings {
  /** Device tokens and host keys; API tokens act for their person, and end with the person's right in any case. */
  tokens: TokenOfMember[]
  apiTokens: TokenOfMember[]
  links: LinkOfMember[]
}

export const REVOCABLE = ['tokens', 'links'] as const
/** Kinds of things that the caller can choose to revoke. */
export type Revocable = (typeof REVOCABLE)[number]

const DEVICE_KINDS: readonly TokenKind[] = ['device', 'host']

/** Only what still works. */
export async function createdBy(teamId: string, userId: string, nowMs: number): Promise<CreatedThings> {
  const [tokens, links] = await Promise.all([
    tokensOfMember(teamId, userId, nowMs),
    linksOfMember(teamId, userId, nowMs),
  ])
  return {
    tokens: tokens.filter(({ kind }) => kind !== 'api'),
    apiTokens: tokens.filter(({ kind }) => kind === 'api'),
    links,
  }
}

export interface Revocation {
  teamId: string
  userId: string
  /** The person's role from now on; null after they left. */
  role: Role | null
  wanted: readonly Revocable[]
}

/**
 * Revokes the wanted kinds that the new role may not create, and the API tokens if it may not use them; ends their connections
 * on all nodes within a second. Call it when the role has changed.
 */
export async function revokeCreated(
  { teamId, userId, role, wanted }: Revocation,
  nowMs: number,
): Promise<CreatedThings> {
  const mayKeep = (action: 'tokens.read' | 'tokens.create' | 'links.create') => role !== null && isAllowed(role, action)
  const endsTokens = wanted.includes('tokens') && !mayKeep('tokens.create')
  const endsLinks = wanted.includes('links') && !mayKeep('links.create')
  const apiTokens = mayKeep('tokens.read') ? [] : await revokeTokensOf(teamId, userId, ['api'], nowMs)
  const tokens = endsTokens ? await revokeTokensOf(teamId, userId, DEVICE_KINDS, nowMs) : []
  const links = endsLinks ? await revokeLinksOf(teamId, userId, nowMs) : []
  const relay = liveRelay.peek()
  for (const { id } of [...apiTokens, ...tokens]) relay?.cut({ kind: 'token', id }, 'token-revoked')
  for (const { id } of links) relay?.cut({ kind: 'link', id }, 'link-revoked')
  if (apiTokens.length + tokens.length > 0) relay?.teamChanged(teamId, 'tokens')
  if (links.length > 0) relay?.teamChanged(teamId, 'links')
  return { apiTokens, tokens, links }
}
