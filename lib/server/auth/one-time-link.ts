/**
 * Links that work once: to set a new password, to confirm an address, to finish a sign-up. The secret is in the fragment, so
 * that it reaches no log; the page posts it. A newer link of the same kind ends the older ones.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { config } from '#lib/server/config/env.ts'
import {
  consumeOneTimeLink,
  findOpenOneTimeLink,
  type OneTimeLink,
  type OneTimeLinkKind,
  pruneOneTimeLinks,
  replaceOneTimeLink,
} from '#lib/server/db/one-time-links.ts'
import { hashToken } from './token-format.ts'

export interface OneTimeLinkRequest {
  kind: OneTimeLinkKind
  /** Null for a sign-up. */
  userId: string | null
  /** The address that the link is for, lower case. */
  email: string
  payload?: string | null
  /** The administrator who made it; null when the person asked for it. */
  createdById?: string | null
  expiresInMs: number
}

export interface IssuedLink {
  /** The whole address; shown or mailed once. */
  url: string
  expiresAtMs: number
}

const PAGES: Record<OneTimeLinkKind, string> = {
  reset_password: '/reset',
  verify_email: '/confirm',
  change_email: '/confirm',
  sign_up: '/confirm',
}

/** Expired links are deleted whenever one is made, a few at a time. */
const PRUNE_AT_ONCE = 100

export async function issueOneTimeLink(request: OneTimeLinkRequest, nowMs: number): Promise<IssuedLink> {
  const { kind, userId, email, payload = null, createdById = null, expiresInMs } = request
  const secret = randomId(32)
  const expiresAtMs = nowMs + expiresInMs
  await pruneOneTimeLinks(nowMs, PRUNE_AT_ONCE)
  await replaceOneTimeLink({ kind, userId, email, payload, createdById, hash: hashToken(secret), expiresAtMs }, nowMs)
  return { url: `${config().publicUrl}${PAGES[kind]}#${secret}`, expiresAtMs }
}

/** Throws `one-time-link-invalid` for one that is unknown, used, expired or of another kind. */
export async function openOneTimeLink(
  secret: string,
  kinds: readonly OneTimeLinkKind[],
  nowMs: number,
): Promise<OneTimeLink> {
  const link = await findOpenOneTimeLink(hashToken(secret), nowMs)
  if (!link || !kinds.includes(link.kind)) throw new AppError('one-time-link-invalid')
  return link
}

/** Throws `one-time-link-invalid` when another request was faster. */
export async function takeOneTimeLink(link: OneTimeLink, nowMs: number): Promise<void> {
  if (!(await consumeOneTimeLink(link.id, nowMs))) throw new AppError('one-time-link-invalid')
}
