/**
 * Every failure a caller can meet: one code for HTTP responses, socket refusals and the command line. `retry` tells a client
 * whether retrying by itself can help; `advice` is the safe sentence that people read.
 */
export interface ErrorCode {
  http: number
  retry: boolean
  advice: string
}

const define = <T extends Record<string, ErrorCode>>(codes: T): { [K in keyof T]: ErrorCode } => codes

export const ERROR_CODES = define({
  'not-signed-in': { http: 401, retry: false, advice: 'Sign in to see this.' },
  'wrong-credentials': { http: 401, retry: false, advice: 'The email or password is incorrect.' },
  'session-revoked': { http: 401, retry: false, advice: 'You were signed out. Sign in again.' },
  'session-expired': { http: 401, retry: false, advice: 'Your sign-in expired. Sign in again.' },
  'second-factor-required': { http: 401, retry: false, advice: 'Enter your second factor to continue.' },
  'second-factor-missing': {
    http: 403,
    retry: false,
    advice: 'You need a second factor here. Set one up in your settings first.',
  },
  'step-up-required': { http: 403, retry: false, advice: 'Confirm that it is you to continue.' },
  'password-common': {
    http: 400,
    retry: false,
    advice: 'This password is on lists of common passwords. Choose another.',
  },
  'password-personal': {
    http: 400,
    retry: false,
    advice: 'This password is made of your name, your email address or the name of this server. Choose another.',
  },
  'password-guessable': {
    http: 400,
    retry: false,
    advice: 'This password is easy to guess. A few unrelated words are harder to guess and easy to remember.',
  },
  'wrong-code': { http: 401, retry: false, advice: 'The code is wrong, too old or already used.' },
  'account-disabled': { http: 403, retry: false, advice: 'This account is disabled. Contact the owner of the server.' },
  'password-sign-in-off': {
    http: 403,
    retry: false,
    advice: 'This server does not accept passwords. Sign in with a provider or a passkey.',
  },
  'one-time-link-invalid': {
    http: 410,
    retry: false,
    advice: 'The link is wrong, expired or already used. Ask for a new one.',
  },
  'mail-off': {
    http: 409,
    retry: false,
    advice: 'This server cannot send mail. Ask its owner for a link.',
  },
  'ticket-invalid': { http: 401, retry: true, advice: 'The page waited too long before it connected. Reload it.' },
  'token-malformed': {
    http: 401,
    retry: false,
    advice: 'This is not an Agent Logger token. Copy the whole token again: agl_d_… for devices, agl_a_… for the API.',
  },
  'token-unknown': {
    http: 401,
    retry: false,
    advice: 'This server does not recognize the token. Was it created on another server?',
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
    advice: 'The token has the wrong type: devices connect with agl_d_…, the API and tail with agl_a_….',
  },
  'source-not-allowed': {
    http: 403,
    retry: false,
    advice:
      'The token is limited to other kinds of sources. Use another token, or create one in the dashboard under Tokens.',
  },
  'link-malformed': {
    http: 400,
    retry: false,
    advice: 'The link is incomplete. Copy it again, including everything after the #.',
  },
  'link-unknown': { http: 404, retry: false, advice: 'This link does not exist, or the part after the # is wrong.' },
  'link-expired': { http: 410, retry: false, advice: 'The link has expired. Ask for a new one.' },
  'link-revoked': { http: 410, retry: false, advice: 'The link was revoked.' },
  forbidden: { http: 403, retry: false, advice: 'Your role on this team does not allow that.' },
  'origin-refused': {
    http: 403,
    retry: false,
    advice:
      'This page is not allowed to talk to the server. Open it at the address the server prints, or set PUBLIC_URL to the one you use.',
  },
  'not-found': { http: 404, retry: false, advice: 'This does not exist, or you do not have access to it.' },
  'session-unknown': {
    http: 404,
    retry: false,
    advice: 'This session does not exist, or you do not have access to it.',
  },
  'session-superseded': { http: 409, retry: false, advice: 'A newer connection has taken over this session.' },
  'session-foreign': {
    http: 409,
    retry: false,
    advice: 'This session ID belongs to another device. Restart the app to get a new one.',
  },
  conflict: { http: 409, retry: false, advice: 'That already exists.' },
  'setup-required': {
    http: 409,
    retry: false,
    advice: 'This server has no owner yet. Open the setup link that the server printed at startup.',
  },
  'setup-invalid': {
    http: 403,
    retry: false,
    advice: 'The setup link is wrong or already used. The server prints the current one at startup.',
  },
  'sign-up-closed': { http: 403, retry: false, advice: 'Sign-up is closed on this server. Contact its owner.' },
  'invite-required': {
    http: 403,
    retry: false,
    advice: 'You need an invite to sign up on this server. Ask a team member for an invite link.',
  },
  'invite-invalid': {
    http: 410,
    retry: false,
    advice: 'The invite is wrong, expired or already used. Ask for a new one.',
  },
  'invalid-input': { http: 400, retry: false, advice: 'The request is invalid.' },
  'unknown-event': {
    http: 400,
    retry: false,
    advice: 'The client sent a message that this server does not recognize. Update the client.',
  },
  'version-unsupported': {
    http: 400,
    retry: false,
    advice: 'The client and the server use different protocol versions. Update the older one.',
  },
  'body-too-large': { http: 413, retry: false, advice: 'The request is too large.' },
  'batch-too-large': { http: 413, retry: false, advice: 'A batch is larger than the server accepts. Update the SDK.' },
  'batch-malformed': { http: 400, retry: false, advice: 'The server could not read a batch. Update the SDK.' },
  'too-many-requests': { http: 429, retry: true, advice: 'Too many attempts. Wait a moment.' },
  'too-many-sessions': { http: 429, retry: true, advice: 'This token has too many live sessions.' },
  'too-many-viewers': { http: 429, retry: true, advice: 'This session has too many viewers.' },
  'limit-reached': { http: 409, retry: false, advice: 'The team has reached a limit. Delete what you no longer need.' },
  'name-taken': { http: 409, retry: false, advice: 'Somebody here has this name. Choose another.' },
  'direct-unavailable': { http: 409, retry: false, advice: 'The device does not offer a direct connection.' },
  'pairing-off': {
    http: 403,
    retry: false,
    advice: 'Pairing is turned off on this server. Give the device a key instead.',
  },
  'pairing-unknown': {
    http: 404,
    retry: false,
    advice: 'No waiting device has this code or session ID. Both change each time the app starts, so read them again.',
  },
  'pairing-full': { http: 503, retry: true, advice: 'Too many devices are waiting to be claimed.' },
  'too-slow': { http: 408, retry: true, advice: 'The connection was too slow to keep up.' },
  'handshake-timeout': { http: 408, retry: true, advice: 'The connection timed out before it authenticated.' },
  'server-full': { http: 503, retry: true, advice: 'The server has reached its limit of open connections.' },
  'server-busy': { http: 503, retry: true, advice: 'The server is busy. Try again in a moment.' },
  'going-away': { http: 503, retry: true, advice: 'The server is restarting. Clients reconnect on their own.' },
  'server-unreachable': {
    http: 503,
    retry: true,
    advice: 'The server does not respond. Check its address and that it is running.',
  },
  internal: { http: 500, retry: true, advice: 'The server failed. Its log has the details.' },
  // Server start and command line only.
  'port-taken': {
    http: 500,
    retry: false,
    advice: 'Stop the program that uses this port, or choose another port with PORT=…',
  },
  'port-forbidden': {
    http: 500,
    retry: false,
    advice: 'Choose a port above 1023 with PORT=…',
  },
  'data-dir-unwritable': {
    http: 500,
    retry: false,
    advice: 'Give the server a folder that it can write to with AGENT_LOGGER_DATA_DIR=…',
  },
  'config-invalid': {
    http: 500,
    retry: false,
    advice: 'Fix the settings named above. .env.example lists all of them.',
  },
  'database-unreachable': { http: 503, retry: true, advice: 'Check DATABASE_URL and that the database is running.' },
  'redis-unreachable': { http: 503, retry: true, advice: 'Check REDIS_URL and that Redis is running.' },
  'database-newer': {
    http: 500,
    retry: false,
    advice: 'A newer version of Agent Logger wrote this database. Update the program, or restore an older backup.',
  },
  'database-broken': { http: 500, retry: false, advice: 'The database could not be brought up to date.' },
  usage: { http: 400, retry: false, advice: 'See --help.' },
})

export type ErrorCodeName = keyof typeof ERROR_CODES

/** An error on the wire: in HTTP bodies under `error`, in Socket.IO's connect_error `data`, in `fault` events. */
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
