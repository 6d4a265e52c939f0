/** How a signed-in page introduces itself to the viewer socket: with a ticket that opens one socket. */
import { call } from '#app/_api/call.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'

export async function ticketHello(): Promise<ViewerHello> {
  const { ticket } = await call<{ ticket: string }>('POST', '/api/v1/viewer-ticket')
  return { version: PROTOCOL_VERSION, ticket }
}
