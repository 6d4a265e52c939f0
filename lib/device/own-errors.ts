/**
 * What the SDK itself finds wrong, in the words of the one table. Written out here, because the table with all that
 * servers and pages may say would be a tenth of the script that devices load; a test compares the two.
 */
import type { WireError } from '../protocol/error-codes.ts'

export const unreachable = (): WireError => ({
  code: 'server-unreachable',
  message: 'The server does not answer. Check its address and that it runs.',
  retry: true,
})

export const goingAway = (): WireError => ({
  code: 'going-away',
  message: 'The server is restarting. Clients come back by themselves.',
  retry: true,
})

export const serverFailed = (): WireError => ({
  code: 'internal',
  message: 'The server failed. Its log has the reason.',
  retry: true,
})

export const badAddress = (server: unknown): WireError => ({
  code: 'invalid-input',
  message: `"${server}" is not the address of a server. Give it whole, as https://logs.example.com.`,
  retry: false,
})

export const noToken = (): WireError => ({
  code: 'token-malformed',
  message: 'The token is missing. Create one in the dashboard under Tokens; it begins with agl_d_.',
  retry: false,
})
