/**
 * Errors that the SDK itself reports, copied from the table in lib/protocol/error-codes.ts. The whole table would be a tenth of
 * the script that devices load; a test compares the two.
 */
import type { WireError } from '#lib/protocol/error-codes.ts'

export const unreachable = (): WireError => ({
  code: 'server-unreachable',
  message: 'The server does not respond. Check its address and that it is running.',
  retry: true,
})

export const goingAway = (): WireError => ({
  code: 'going-away',
  message: 'The server is restarting. Clients reconnect on their own.',
  retry: true,
})

export const serverFailed = (): WireError => ({
  code: 'internal',
  message: 'The server failed. Its log has the details.',
  retry: true,
})

export const badAddress = (server: unknown): WireError => ({
  code: 'invalid-input',
  message: `"${server}" is not a server address. Enter the whole address, such as https://logs.example.com.`,
  retry: false,
})

export const noToken = (): WireError => ({
  code: 'token-malformed',
  message: 'The token is missing. Create one in the dashboard under Tokens. Device tokens start with agl_d_.',
  retry: false,
})
