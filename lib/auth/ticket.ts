/**
 * The ticket a signed-in page exchanges for one viewer socket (rule AC2): signed, a minute long, good once. The
 * socket never sees a cookie, so a foreign page cannot borrow one.
 */
import { timingSafeEqual } from 'node:crypto'
import { AppError } from '../errors.ts'
import { processSlot } from '../process-slot.ts'
import { randomId } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'
import { Once } from '../redis/once.ts'
import { signatureOf } from './signing-key.ts'

export interface TicketHolder {
  userId: string
  sessionVersion: number
}

export function createTicket(holder: TicketHolder, nowMs: number): { ticket: string; expiresAtMs: number } {
  const expiresAtMs = nowMs + LIMITS.ticketExpiryMs
  const claims = [holder.userId, holder.sessionVersion, expiresAtMs, randomId(16)]
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return { ticket: `${body}.${signatureOf('ticket', body).toString('base64url')}`, expiresAtMs }
}

/** Above what a process can redeem within a ticket's life. */
const USED_TICKETS_MAX = 100_000
/** Routes and sockets live in two module copies: one slot. */
const usedTickets = processSlot<Once>('auth.used-tickets')

/** Throws `ticket-invalid` for what is forged, expired or used. */
export async function redeemTicket(ticket: string, nowMs: number): Promise<TicketHolder> {
  const claims = parseTicket(ticket)
  if (!claims || claims.expiresAtMs <= nowMs) throw new AppError('ticket-invalid')
  const used = usedTickets.getOrCreate(() => new Once('ticket', USED_TICKETS_MAX))
  if (!(await used.claim(claims.nonce, claims.expiresAtMs, nowMs))) throw new AppError('ticket-invalid')
  return { userId: claims.userId, sessionVersion: claims.sessionVersion }
}

function parseTicket(ticket: string): (TicketHolder & { expiresAtMs: number; nonce: string }) | null {
  if (typeof ticket !== 'string' || ticket.length > 512) return null
  const [body = '', signature = '', ...rest] = ticket.split('.')
  const given = Buffer.from(signature, 'base64url')
  const wanted = signatureOf('ticket', body)
  if (rest.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
  const [userId, sessionVersion, expiresAtMs, nonce] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
    string,
    number,
    number,
    string,
  ]
  return { userId, sessionVersion, expiresAtMs, nonce }
}
