/**
 * Every environment variable of the server: its shape, its default and whether its value is a secret. Turning them into
 * the configuration is env.ts's work; `.env.example` lists the same names and a test compares the two.
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
  .refine((text) => text.startsWith('file:') || URL.canParse(text), 'is not a complete address; encode special signs')

const redisUrl = z
  .string()
  .refine((text) => ['redis:', 'rediss:'].includes(urlOf(text)?.protocol ?? ''), 'must be redis://HOST:PORT')

/** Long, but known to everybody: from samples and from people who typed until the length was reached. */
function isSampleSecret(text: string): boolean {
  return new Set(text).size < 8 || /change.?me|replace.?(me|this)|your.?secret|example|insert.?here/i.test(text)
}

const authSecret = z
  .string()
  .refine((text) => text.length >= 32, 'must have at least 32 characters')
  .refine((text) => !isSampleSecret(text), 'is a known sample: make one with `openssl rand -base64 48`')

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

/** Exactly as browsers spell it: scheme, host, port, nothing behind. */
function isOrigin(text: string): boolean {
  const url = urlOf(text)
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text && !text.includes('*')
}

const origins = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (parts) => parts.every(isOrigin),
    'must be origins such as https://tools.example.com, exact and without a slash at the end, separated by commas',
  )

/** The origin below which the first label is a device's key: a scheme and `*.` may stand before it. */
const deviceHost = z
  .string()
  .transform((text) => text.replace(/^(https?:\/\/)?\*\./i, '$1').toLowerCase())
  .refine(
    (text) =>
      /^(https?:\/\/)?(?=[\w.-]*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/.test(text) &&
      URL.canParse(text.replace(/^(?!https?:)/, 'https://')),
    'must be a host name such as in.example.com, whose wildcard *.in.example.com leads to this server',
  )

/** As WebRTC spells them (RFC 7064, RFC 7065). */
const iceServers = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (parts) =>
      parts.length <= 8 && parts.every((part) => /^(stuns?|turns?):[\w.[\]:-]+(\?transport=(udp|tcp))?$/.test(part)),
    'must be at most 8 servers such as stun:stun.example.com:3478 or turn:turn.example.com, separated by commas',
  )

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
  AGENT_LOGGER_PAIRING: z.enum(['on', 'off'], 'must be on or off').default('on'),
  AGENT_LOGGER_DEVICE_HOST: deviceHost.optional(),
  TRUSTED_PROXIES: networks.default([]),
  CORS_ORIGINS: origins.default([]),
  SERVER_PAGE: z.enum(['public', 'members'], 'must be public or members').default('public'),
  ICE_SERVERS: iceServers.default([]),
  TURN_SECRET: text.optional(),
  VERBOSE: flag.default(false),
})

export type VariableName = keyof typeof VARIABLES.shape
export const VARIABLE_NAMES = Object.keys(VARIABLES.shape) as VariableName[]

/** Never echoed, and also read from the file that NAME_FILE names. */
export const SECRET_NAMES: ReadonlySet<VariableName> = new Set([
  'AUTH_SECRET',
  'DATABASE_URL',
  'REDIS_URL',
  'GITHUB_SECRET',
  'GOOGLE_SECRET',
  'OIDC_SECRET',
  'TURN_SECRET',
])

/** Names that mean something only together. */
export const VARIABLE_GROUPS: readonly (readonly VariableName[])[] = [
  ['GITHUB_ID', 'GITHUB_SECRET'],
  ['GOOGLE_ID', 'GOOGLE_SECRET'],
  ['OIDC_ISSUER', 'OIDC_ID', 'OIDC_SECRET'],
]
