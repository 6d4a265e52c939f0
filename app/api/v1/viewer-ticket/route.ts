/** Creates the ticket that a page exchanges for one viewer socket. */
import type { CurrentUser } from '#lib/server/auth/session-cookie.ts'
import { createTicket, type TicketHolder } from '#lib/server/auth/ticket.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  run: async ({ caller, nowMs }) => created(createTicket(holderOf(caller.user), nowMs)),
})

function holderOf({ id: userId, sessionVersion, signIn }: CurrentUser): TicketHolder {
  return { userId, sessionVersion, signInId: signIn.id }
}
