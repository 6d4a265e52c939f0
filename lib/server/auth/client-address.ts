/**
 * The address a request came from, as the server's own listener saw it. Next hides the socket from routes, so the listener
 * sets this header on every request and overwrites whatever the client sent.
 */
export const CLIENT_ADDRESS_HEADER = 'x-agent-logger-client'

/** `unknown` puts every such client into one bucket, so limits still hold. */
export function clientAddressOf(headers: Headers | Record<string, unknown> | undefined): string {
  const value = headers instanceof Headers ? headers.get(CLIENT_ADDRESS_HEADER) : headers?.[CLIENT_ADDRESS_HEADER]
  return typeof value === 'string' && value !== '' ? value : 'unknown'
}

/** Set as well when the address is not the client's own: `proxy` or `unknown`, as AddressStanding in proxy-watch.ts says. */
export const SHARED_ADDRESS_HEADER = 'x-agent-logger-shared-address'

/** The address of the caller's own network, or null when it is not known. */
export function ownAddressOf(headers: Headers): string | null {
  const address = clientAddressOf(headers)
  return address === 'unknown' || headers.has(SHARED_ADDRESS_HEADER) ? null : address
}

/** Where a request came from, for lists of sign-ins and the audit log. The browser's words about itself are cut. */
export function requestOrigin(headers: Headers): { address: string; userAgent: string } {
  return { address: clientAddressOf(headers), userAgent: headers.get('user-agent')?.slice(0, 300) ?? '' }
}

/**
 * Whether what an address does may count against that address. False where it is a proxy's and thereby everybody's: a lockout
 * would hit everybody. Nobody can make it false by what they send.
 */
export function isAddressMeaningful(headers: Headers | Record<string, unknown> | undefined): boolean {
  const standing =
    headers instanceof Headers ? headers.get(SHARED_ADDRESS_HEADER) : (headers?.[SHARED_ADDRESS_HEADER] ?? null)
  return clientAddressOf(headers) !== 'unknown' && standing !== 'proxy'
}

/** Whom the server's own listener counts the request for: a person, a token, or an address. Never read from a client. */
export const RATE_KEY_HEADER = 'x-agent-logger-rate-key'
