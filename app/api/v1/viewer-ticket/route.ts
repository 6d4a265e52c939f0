/** The ticket a page exchanges for one viewer socket. */
import { createTicket } from '#lib/auth/ticket.ts'
import { created, defineRoute } from '#lib/http/define-route.ts'

export const POST = defineRoute({
  allow: 'user',
  run: async ({ caller, nowMs }) =>
    created(createTicket({ userId: caller.user.id, sessionVersion: caller.user.sessionVersion }, nowMs)),
})
