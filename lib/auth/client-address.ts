/**
 * Where a request came from, as the server's own listener saw it. Next hides the socket from routes, so the listener
 * writes this header on every request, over whatever the client sent.
 */
export const CLIENT_ADDRESS_HEADER = 'x-agent-logger-client'

/** `unknown` puts everybody into one bucket: limits still hold. */
export function clientAddressOf(headers: Headers | Record<string, unknown> | undefined): string {
  const value = headers instanceof Headers ? headers.get(CLIENT_ADDRESS_HEADER) : headers?.[CLIENT_ADDRESS_HEADER]
  return typeof value === 'string' && value !== '' ? value : 'unknown'
}

/** Set beside it when the request came through a proxy that is not trusted: the address is then the proxy's, and everybody's. */
export const SHARED_ADDRESS_HEADER = 'x-agent-logger-shared-address'

/** The address of the person's own network, or null where it is not known. */
export function ownAddressOf(headers: Headers): string | null {
  const address = clientAddressOf(headers)
  return address === 'unknown' || headers.has(SHARED_ADDRESS_HEADER) ? null : address
}
