/**
 * The ticket that a signed-in page exchanges for one viewer socket (rule AC2). It is signed, expires after a minute and works
 * once. The socket never reads a cookie, so a page on another site cannot use the visitor's.
 */
import { timingSafeEqual } from 'node:crypto'
import { AppError } from '#lib/protocol/app-error.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { Once } from '#lib/server/redis/once.ts'
import { signatureOf } from './signing-key.ts'

export interface TicketHolder {
  userId: string
  sessionVersion: number
  /** The sign-in whose page asked for the ticket; null in tickets of an older server. */
  signInId: string | null
}

export function createTicket(holder: TicketHolder, nowMs: number): { ticket: string; expiresAtMs: number } {
  const expiresAtMs = nowMs + LIMITS.ticketExpiryMs
  const claims = [holder.userId, holder.sessionVersion, expiresAtMs, randomId(16), holder.signInId]
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return { ticket: `${body}.${signatureOf('ticket', body).toString('base64url')}`, expiresAtMs }
}

/** More than one process can redeem before a ticket expires. */
const USED_TICKETS_MAX = 100_000
/** In a process slot because routes and sockets load separate copies of this module. */
const usedTickets = processSlot<Once>('auth.used-tickets')

/** Throws `ticket-invalid` for a forged, expired or used ticket. */
export async function redeemTicket(ticket: string, nowMs: number): Promise<TicketHolder> {
  const claims = parseTicket(ticket)
  if (!claims || claims.expiresAtMs <= nowMs) throw new AppError('ticket-invalid')
  const used = usedTickets.getOrCreate(() => new Once('ticket', USED_TICKETS_MAX))
  if (!(await used.claim(claims.nonce, claims.expiresAtMs, nowMs))) throw new AppError('ticket-invalid')
  const { userId, sessionVersion, signInId } = claims
  return { userId, sessionVersion, signInId }
}

function parseTicket(ticket: string): (TicketHolder & { expiresAtMs: number; nonce: string }) | null {
  if (typeof ticket !== 'string' || ticket.length > 512) return null
  const [body = '', signature = '', ...rest] = ticket.split('.')
  const given = Buffer.from(signature, 'base64url')
  const wanted = signatureOf('ticket', body)
  if (rest.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, number, number, string, string?]
  const [userId, sessionVersion, expiresAtMs, nonce, signInId = null] = claims
  return { userId, sessionVersion, expiresAtMs, nonce, signInId }
}
