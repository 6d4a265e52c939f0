/**
 * The STUN and TURN servers of one direct path [DR1]: addresses as configured and, for TURN, a user name and password that
 * expire, derived from the secret that the TURN server shares with us (draft-uberti-behave-turn-rest-00, coturn's
 * `use-auth-secret`). Only clients that may open a path get them.
 */
import { createHmac } from 'node:crypto'
import type { IceServer } from '#lib/protocol/messages.ts'

/** A path that stays open longer than a working day may have to be opened again. */
const TURN_CREDENTIAL_SECONDS = 12 * 3600

export function iceServersOf(urls: readonly string[], turnSecret: string | null, nowMs: number): IceServer[] {
  const stun = urls.filter((url) => url.startsWith('stun'))
  const turn = urls.filter((url) => url.startsWith('turn'))
  const servers: IceServer[] = stun.length > 0 ? [{ urls: stun }] : []
  if (turn.length > 0 && turnSecret !== null) {
    const username = `${Math.floor(nowMs / 1000) + TURN_CREDENTIAL_SECONDS}:agent-logger`
    const credential = createHmac('sha1', turnSecret).update(username).digest('base64')
    servers.push({ urls: turn, username, credential })
  }
  return servers
}
