/**
 * Every failure a caller can meet: one code for HTTP answers, socket refusals and the command line. `retry` tells a
 * client whether coming back by itself can help; `advice` is the safe sentence that people read.
 */
export interface ErrorCode {
  http: number
  retry: boolean
  advice: string
}

const define = <T extends Record<string, ErrorCode>>(codes: T): { [K in keyof T]: ErrorCode } => codes

export const ERROR_CODES = define({
  'not-signed-in': { http: 401, retry: false, advice: 'Sign in to see this.' },
  'wrong-credentials': { http: 401, retry: false, advice: 'E-mail or password is wrong.' },
  'session-revoked': { http: 401, retry: false, advice: 'You were signed out. Sign in again.' },
  'ticket-invalid': { http: 401, retry: true, advice: 'The page stayed open too long before it connected. Reload it.' },
  'token-malformed': {
    http: 401,
    retry: false,
    advice: 'This is not a token of Agent Logger. Copy it again, whole: agl_d_… for devices, agl_a_… for the API.',
  },
  'token-unknown': {
    http: 401,
    retry: false,
    advice: 'This server does not know the token. Was it made on another server?',
  },
  'token-expired': {
    http: 401,
    retry: false,
    advice: 'The token has expired. Create a new one in the dashboard under Tokens.',
  },
  'token-revoked': {
    http: 401,
    retry: false,
    advice: 'The token was revoked. Create a new one in the dashboard under Tokens.',
  },
  'token-wrong-kind': {
    http: 403,
    retry: false,
    advice: 'The token is of another kind: devices connect with agl_d_…, the API and tail with agl_a_….',
  },
  'link-malformed': {
    http: 400,
    retry: false,
    advice: 'The link is not complete. Copy it again, with everything after the #.',
  },
  'link-unknown': { http: 404, retry: false, advice: 'This link does not exist, or its secret part is wrong.' },
  'link-expired': { http: 410, retry: false, advice: 'The link has expired. Ask for a new one.' },
  'link-revoked': { http: 410, retry: false, advice: 'The link was revoked by its owner.' },
  forbidden: { http: 403, retry: false, advice: 'Your role in this team does not allow that.' },
  'origin-refused': {
    http: 403,
    retry: false,
    advice:
      'This page may not talk to the server. Open it at the address the server prints, or set PUBLIC_URL to the one you use.',
  },
  'not-found': { http: 404, retry: false, advice: 'There is nothing here, or it is not yours to see.' },
  'session-unknown': { http: 404, retry: false, advice: 'This session does not exist, or it is not yours to see.' },
  'session-superseded': { http: 409, retry: false, advice: 'A newer connection of the same session has taken over.' },
  'session-foreign': {
    http: 409,
    retry: false,
    advice: 'This session id belongs to another device. Restart the app to get a new one.',
  },
  conflict: { http: 409, retry: false, advice: 'That exists already.' },
  'setup-required': {
    http: 409,
    retry: false,
    advice: 'This server has no owner yet. Open the set-up link that the server printed at its start.',
  },
  'setup-invalid': {
    http: 403,
    retry: false,
    advice: 'The set-up link is wrong or was used. The server prints the current one at its start.',
  },
  'sign-up-closed': { http: 403, retry: false, advice: 'Sign-up is closed on this server. Ask its owner.' },
  'invite-required': {
    http: 403,
    retry: false,
    advice: 'Sign-up is by invitation on this server. Ask a member for an invite link.',
  },
  'invite-invalid': { http: 410, retry: false, advice: 'The invitation is wrong, used or expired. Ask for a new one.' },
  'invalid-input': { http: 400, retry: false, advice: 'Something in the request is not as it should be.' },
  'unknown-event': {
    http: 400,
    retry: false,
    advice: 'The client sent a message this server does not know. Update the client.',
  },
  'version-unsupported': {
    http: 400,
    retry: false,
    advice: 'Client and server speak different versions. Update the older one.',
  },
  'body-too-large': { http: 413, retry: false, advice: 'The request is too large.' },
  'batch-too-large': { http: 413, retry: false, advice: 'A batch is larger than the server takes. Update the SDK.' },
  'batch-malformed': { http: 400, retry: false, advice: 'A batch could not be understood. Update the SDK.' },
  'too-many-requests': { http: 429, retry: true, advice: 'Too many tries. Wait a moment.' },
  'too-many-sessions': { http: 429, retry: true, advice: 'This token has too many live sessions.' },
  'too-many-viewers': { http: 429, retry: true, advice: 'This session has too many viewers.' },
  'limit-reached': { http: 409, retry: false, advice: 'The team has reached a limit. Delete what is not needed.' },
  'direct-unavailable': { http: 409, retry: false, advice: 'The device offers no direct path.' },
  'pairing-off': {
    http: 403,
    retry: false,
    advice: 'Pairing is switched off on this server. Give the device a key instead.',
  },
  'pairing-unknown': {
    http: 404,
    retry: false,
    advice: 'No waiting device has this code or session id. Both change each time the app starts: read them again.',
  },
  'pairing-full': { http: 503, retry: true, advice: 'Too many devices wait to be claimed.' },
  'too-slow': { http: 408, retry: true, advice: 'The connection was too slow to follow.' },
  'handshake-timeout': { http: 408, retry: true, advice: 'The connection did not say who it is in time.' },
  'server-full': { http: 503, retry: true, advice: 'The server has all the connections it can carry.' },
  'going-away': { http: 503, retry: true, advice: 'The server is restarting. Clients come back by themselves.' },
  'server-unreachable': {
    http: 503,
    retry: true,
    advice: 'The server does not answer. Check its address and that it runs.',
  },
  internal: { http: 500, retry: true, advice: 'The server failed. Its log has the reason.' },
  // Boot and command line only.
  'port-taken': {
    http: 500,
    retry: false,
    advice: 'Another program listens on this port. Stop it, or choose another with PORT=…',
  },
  'port-forbidden': {
    http: 500,
    retry: false,
    advice: 'This port needs rights the server does not have. Choose one above 1023 with PORT=…',
  },
  'data-dir-unwritable': {
    http: 500,
    retry: false,
    advice: 'Give the server a folder it may write to with AGENT_LOGGER_DATA_DIR=…',
  },
  'config-invalid': { http: 500, retry: false, advice: 'Correct the named settings; .env.example lists them all.' },
  'database-unreachable': { http: 503, retry: true, advice: 'Check DATABASE_URL and that the database runs.' },
  'redis-unreachable': { http: 503, retry: true, advice: 'Check REDIS_URL and that Redis runs.' },
  'database-newer': {
    http: 500,
    retry: false,
    advice: 'The database was written by a newer Agent Logger. Update the program, or restore an older backup.',
  },
  'database-broken': { http: 500, retry: false, advice: 'The database could not be brought up to date.' },
  usage: { http: 400, retry: false, advice: 'See --help.' },
})

export type ErrorCodeName = keyof typeof ERROR_CODES

/** What crosses the wire when something is refused: in HTTP bodies under `error`, in Socket.IO's connect_error `data`, in `fault` events. */
export interface WireError {
  code: ErrorCodeName
  message: string
  retry: boolean
}

export function wireError(code: ErrorCodeName, message?: string): WireError {
  const entry = ERROR_CODES[code]
  return { code, message: message ?? entry.advice, retry: entry.retry }
}

export function isErrorCode(value: unknown): value is ErrorCodeName {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value)
}
