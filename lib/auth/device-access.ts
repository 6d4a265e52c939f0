/** What a device's token opens: `/device` for its team, and nothing else (rule AC1). */
import { findToken } from '../db/tokens.ts'
import type { AppError } from '../errors.ts'
import type { DeviceGrant } from '../protocol/grants.ts'
import { checkedToken, tokenFault } from './token-access.ts'

/** Throws `token-malformed`, `-unknown`, `-expired`, `-revoked` or `-wrong-kind`. */
export async function deviceGrant(token: string, nowMs: number): Promise<DeviceGrant> {
  const row = await checkedToken(token, 'device', nowMs)
  return { tokenId: row.id, teamId: row.teamId, expiresAtMs: row.expiresAt?.getTime() ?? null }
}

/** Asked now and then while a device is connected: why it may no longer be, or null. */
export async function recheckDeviceGrant(tokenId: string, nowMs: number): Promise<AppError | null> {
  return tokenFault(await findToken(tokenId), nowMs)
}
