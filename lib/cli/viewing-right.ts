/** By what right a command watches sessions: an API token or a share link. */
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { readFragment } from '#lib/viewer/record-link.ts'
import { type Streams, UsageError } from './command.ts'
import { isGiven, readSecret, type SecretFlags } from './secret-options.ts'

export interface RightOptions {
  token?: string | undefined
  tokenFile?: string | undefined
  link?: string | undefined
  linkFile?: string | undefined
}

export interface Link {
  origin: string
  id: string
  secret: string
}

export type ViewingRight = { token: string; link: null } | { token: null; link: Link }

/** A flag of either takes precedence over the variables of both. */
export async function readRight(options: RightOptions, streams: Streams): Promise<ViewingRight> {
  const token: SecretFlags = { value: options.token, file: options.tokenFile }
  const link: SecretFlags = { value: options.link, file: options.linkFile }
  const wrong = () => new UsageError('use either --token or --link')
  if (isGiven(token) && isGiven(link)) throw wrong()
  const parts = { streams, isStdinFree: true }
  const byToken = isGiven(link) ? undefined : await readSecret('token', { ...token, ...parts })
  if (byToken !== undefined) return { token: byToken, link: null }
  const byLink = await readSecret('link', { ...link, ...parts })
  if (byLink === undefined) throw wrong()
  return { token: null, link: parseLink(byLink) }
}

export function helloOf({ token, link }: ViewingRight): () => Promise<ViewerHello> {
  if (!link) return async () => ({ version: PROTOCOL_VERSION, token })
  const key = deriveLinkKey(link.secret)
  return async () => ({ version: PROTOCOL_VERSION, link: { id: link.id, key } })
}

function parseLink(text: string): Link {
  const url = URL.canParse(text) ? new URL(text) : null
  const id = /^\/s\/([\w-]{8,64})\/?$/.exec(url?.pathname ?? '')?.[1]
  // A link to one record names it behind the secret.
  const { secret } = readFragment(url?.hash.slice(1) ?? '')
  if (!url || !id || !secret) throw new UsageError('--link must be a complete share link: https://…/s/<id>#<secret>')
  return { origin: url.origin, id, secret }
}
