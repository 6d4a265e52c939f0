/** What a device token grants: to send logs to its team, from the kinds of sources that it is for, and nothing else (rule AC1). */

import type { AppError } from '#lib/protocol/app-error.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import { findToken } from '#lib/server/db/tokens.ts'
import { checkedToken, tokenFault } from './token-access.ts'

/** Throws `token-malformed`, `-unknown`, `-expired`, `-revoked` or `-wrong-kind`, and `source-not-allowed`. */
export async function deviceGrant(token: string, nowMs: number, source: SourceKind): Promise<DeviceGrant> {
  const row = await checkedToken(token, 'device', nowMs, source)
  return { tokenId: row.id, teamId: row.teamId, expiresAtMs: row.expiresAt?.getTime() ?? null }
}

/** Called periodically while a device is connected. Returns why it may not stay, or null. */
export async function recheckDeviceGrant(tokenId: string, nowMs: number): Promise<AppError | null> {
  return tokenFault(await findToken(tokenId), nowMs)
}
