/**
 * Every environment variable of the server: its format, its default, and whether its value is a secret. env.ts turns them
 * into the configuration. `.env.example` lists the same names, and a test compares the two.
 */
import { isIP } from 'node:net'
import { z } from 'zod'

const truthy = ['1', 'true', 'yes', 'on']
const falsy = ['0', 'false', 'no', 'off']

const flag = z
  .string()
  .refine((text) => [...truthy, ...falsy].includes(text.toLowerCase()), 'must be 1 or 0')
  .transform((text) => truthy.includes(text.toLowerCase()))

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a whole number from 0 to 65535')
  .transform(Number)

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

const publicUrl = z
  .string()
  .refine((text) => {
    const url = urlOf(text)
    if (url === null || !['http:', 'https:'].includes(url.protocol)) return false
    return url.pathname === '/' && !url.search && !url.hash && !url.username
  }, 'must be an origin such as https://logs.example.com, without a path')
  .transform((text) => new URL(text).origin)

const issuer = z
  .string()
  .refine((text) => ['http:', 'https:'].includes(urlOf(text)?.protocol ?? ''), 'must be an http(s) address')
  .transform((text) => text.replace(/\/$/, ''))

const databaseUrl = z
  .string()
  .refine(
    (text) => /^file:.+/.test(text) || /^postgres(ql)?:\/\/[^/]*/.test(text),
    'must be file:PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME',
  )
  .refine(
    (text) => text.startsWith('file:') || URL.canParse(text),
    'must be a complete address with special characters percent-encoded',
  )

const redisUrl = z
  .string()
  .refine((text) => ['redis:', 'rediss:'].includes(urlOf(text)?.protocol ?? ''), 'must be redis://HOST:PORT')

/** A value that is long enough but well known: copied from a sample, or typed until it was long enough. */
function isSampleSecret(text: string): boolean {
  return new Set(text).size < 8 || /change.?me|replace.?(me|this)|your.?secret|example|insert.?here/i.test(text)
}

const authSecret = z
  .string()
  .refine((text) => text.length >= 32, 'must have at least 32 characters')
  .refine((text) => !isSampleSecret(text), 'must not be a sample value; generate one with `openssl rand -base64 48`')

/** An address, or a network as address/prefix. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}

const networks = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every(isNetwork), 'must be addresses or networks such as 10.0.0.0/8, separated by commas')

/** True for an origin exactly as browsers spell it: scheme, host, port, and nothing after. */
function isOrigin(text: string): boolean {
  const url = urlOf(text)
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text && !text.includes('*')
}

const origins = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (parts) => parts.every(isOrigin),
    'must be exact origins such as https://tools.example.com, without a trailing slash, separated by commas',
  )

/** The origin below which the first label is a device's host key. A scheme and `*.` may precede it. */
const deviceHost = z
  .string()
  .transform((text) => text.replace(/^(https?:\/\/)?\*\./i, '$1').toLowerCase())
  .refine(
    (text) =>
      /^(https?:\/\/)?(?=[\w.-]*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/.test(text) &&
      URL.canParse(text.replace(/^(?!https?:)/, 'https://')),
    'must be a host name such as in.example.com, with *.in.example.com pointing to this server',
  )

/** Addresses in WebRTC's format (RFC 7064, RFC 7065). */
const iceServers = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (parts) =>
      parts.length <= 8 && parts.every((part) => /^(stuns?|turns?):[\w.[\]:-]+(\?transport=(udp|tcp))?$/.test(part)),
    'must be at most 8 servers such as stun:stun.example.com:3478 or turn:turn.example.com, separated by commas',
  )

const smtpUrl = z
  .string()
  .refine((text) => ['smtp:', 'smtps:'].includes(urlOf(text)?.protocol ?? ''), 'must be smtp://USER:PASSWORD@HOST:PORT')
  .refine(
    (text) => ['required', 'off', null].includes(urlOf(text)?.searchParams.get('tls') ?? null),
    'must end with ?tls=required, ?tls=off or neither',
  )

/** A mailbox as in a From header: an address, or `Name <address>`. */
const mailbox = z
  .string()
  .refine((text) => /^([^<>\r\n]{0,100}<)?[^\s<>@]+@[^\s<>@]+>?$/.test(text), 'must be an address or Name <address>')

/** A whole number of days. */
const days = (most: number) => wholeNumber(1, most, 'days')

function wholeNumber(least: number, most: number, unit: string) {
  return z
    .string()
    .refine(
      (text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most,
      `must be a whole number of ${unit} from ${least} to ${most}`,
    )
    .transform(Number)
}

/** A span of time, at most a minute: `30s`, `500ms`, or 0. */
const shortSpan = z
  .string()
  .refine(
    (text) => /^\d{1,5}(ms|s)?$/.test(text) && spanMs(text) <= 60_000,
    'must be a time from 0 to 60s, such as 30s',
  )
  .transform(spanMs)

function spanMs(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('ms') ? 1 : 1000)
}

const onOff = z.enum(['on', 'off'], 'must be on or off')

const text = z.string()

export const VARIABLES = z.object({
  PORT: port.default(8080),
  HOST: text.default('0.0.0.0'),
  PUBLIC_URL: publicUrl.optional(),
  AGENT_LOGGER_DATA_DIR: text.default('./data'),
  DATABASE_URL: databaseUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  AUTH_SECRET: authSecret.optional(),
  SIGN_UP: z.enum(['open', 'invite', 'closed'], 'must be open, invite or closed').default('open'),
  GITHUB_ID: text.optional(),
  GITHUB_SECRET: text.optional(),
  GOOGLE_ID: text.optional(),
  GOOGLE_SECRET: text.optional(),
  OIDC_ISSUER: issuer.optional(),
  OIDC_ID: text.optional(),
  OIDC_SECRET: text.optional(),
  OIDC_NAME: text.default('Single sign-on'),
  PASSWORD_SIGN_IN: onOff.default('on'),
  SIGN_IN_IDLE_DAYS: days(365).default(7),
  SIGN_IN_MAX_DAYS: days(365).default(30),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailbox.optional(),
  AUDIT_RETENTION_DAYS: days(3_650).default(365),
  AUDIT_STDOUT: onOff.default('on'),
  SESSION_RETENTION_DAYS: days(3_650).default(90),
  SESSION_RETENTION_PER_TEAM: wholeNumber(1, 1_000_000, 'sessions').default(10_000),
  DEVICE_RETENTION_DAYS: days(3_650).default(180),
  EPHEMERAL_DEVICE_RETENTION_DAYS: days(3_650).default(14),
  HSTS_SUBDOMAINS: onOff.default('off'),
  AGENT_LOGGER_PAIRING: z.enum(['on', 'off'], 'must be on or off').default('on'),
  AGENT_LOGGER_DEVICE_HOST: deviceHost.optional(),
  INGEST_HOLD: shortSpan.default(0),
  TRUSTED_PROXIES: networks.default([]),
  CORS_ORIGINS: origins.default([]),
  SERVER_PAGE: z.enum(['public', 'members'], 'must be public or members').default('public'),
  ICE_SERVERS: iceServers.default([]),
  TURN_SECRET: text.optional(),
  SYSLOG_PORT: port.optional(),
  SYSLOG_TLS_PORT: port.optional(),
  SYSLOG_TLS_CERT: text.optional(),
  SYSLOG_TLS_KEY: text.optional(),
  VERBOSE: flag.default(false),
})

export type VariableName = keyof typeof VARIABLES.shape
export const VARIABLE_NAMES = Object.keys(VARIABLES.shape) as VariableName[]

/** Never printed. May also be read from the file that NAME_FILE names. */
export const SECRET_NAMES: ReadonlySet<VariableName> = new Set([
  'AUTH_SECRET',
  'DATABASE_URL',
  'REDIS_URL',
  'GITHUB_SECRET',
  'GOOGLE_SECRET',
  'OIDC_SECRET',
  'TURN_SECRET',
  'SMTP_URL',
])

/** Variables that must be set together. */
export const VARIABLE_GROUPS: readonly (readonly VariableName[])[] = [
  ['GITHUB_ID', 'GITHUB_SECRET'],
  ['GOOGLE_ID', 'GOOGLE_SECRET'],
  ['OIDC_ISSUER', 'OIDC_ID', 'OIDC_SECRET'],
  ['SMTP_URL', 'MAIL_FROM'],
  ['SYSLOG_TLS_PORT', 'SYSLOG_TLS_CERT', 'SYSLOG_TLS_KEY'],
]
