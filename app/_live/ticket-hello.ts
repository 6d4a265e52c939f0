/** The hello of a signed-in page: a ticket that opens one viewer socket. */
import { call } from '#app/_api/call.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'

export async function ticketHello(signal: AbortSignal): Promise<ViewerHello> {
  const { ticket } = await call<{ ticket: string }>('POST', '/api/v1/viewer-ticket', undefined, { signal })
  return { version: PROTOCOL_VERSION, ticket }
}
