/**
 * The only reader of process.env. Parses it once into a frozen configuration and reports all invalid variables together.
 * Formats and defaults are in variables.ts; what needs the disk (data folder, generated secret) is in files beside it.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '#lib/protocol/app-error.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { SECRET_NAMES, VARIABLE_GROUPS, VARIABLE_NAMES, VARIABLES, type VariableName } from './variables.ts'

export type SignUpPolicy = 'open' | 'invite' | 'closed'

export interface OAuthKeys {
  id: string
  secret: string
}

export interface Config {
  port: number
  host: string
  /** Public origin, without a trailing slash. */
  publicUrl: string
  /** False when `publicUrl` is a guess, and other addresses of this machine work too. */
  isPublicUrlSet: boolean
  /** Absolute path. */
  dataDir: string
  databaseUrl: string
  redisUrl: string | null
  /** Null when the server generates its own; see auth-secret.ts. */
  authSecretSetting: string | null
  signUp: SignUpPolicy
  providers: {
    github: OAuthKeys | null
    google: OAuthKeys | null
    oidc: (OAuthKeys & { issuer: string; name: string }) | null
  }
  /** Whether people may sign in with a password; off only where a provider is configured. */
  isPasswordSignInOn: boolean
  /** A sign-in that is not used for this long ends … */
  signInIdleMs: number
  /** … and every sign-in ends after this long. */
  signInMaxMs: number
  /** Null when the server cannot send mail. */
  mail: { smtpUrl: string; from: string } | null
  audit: {
    retentionMs: number
    /** Whether each event is also printed as a line of JSON. */
    isOnStdout: boolean
  }
  /** When the database forgets what nobody looks at anymore. */
  retention: {
    sessionsMs: number
    sessionsPerTeam: number
    devicesMs: number
    ephemeralDevicesMs: number
  }
  /** Whether Strict-Transport-Security covers the subdomains of the public host. */
  isHstsForSubdomains: boolean
  /** Whether devices without a key may wait for someone to claim them. */
  isPairingOn: boolean
  /** Origin below which the first label is a device's host key; null when there is no wildcard host. */
  deviceOrigin: string | null
  /** How long the records of sources are held in memory for late viewers; 0: not at all. */
  ingestHoldMs: number
  /** Addresses and networks of the proxies whose X-Forwarded-For is trusted. */
  trustedProxies: readonly string[]
  /** Exact origins whose pages may read API responses with a user's rights. */
  corsOrigins: readonly string[]
  /** Whether everyone may see how many clients are connected, and nothing else; otherwise only signed-in users may. */
  isServerPagePublic: boolean
  /** `stun:` and `turn:` URLs through which devices and viewers may connect directly. */
  iceUrls: readonly string[]
  /** Secret shared with the TURN servers; null without TURN servers. */
  turnSecret: string | null
  /** Ports that syslog messages are taken at, on the server's own host; null: not at all. Port 0 is any free one. */
  syslogPort: number | null
  /** The same over TLS, with the files of its certificate chain and key. */
  syslogTls: { port: number; certFile: string; keyFile: string } | null
  isVerbose: boolean
  isProduction: boolean
}

export type Env = Record<string, string | undefined>

/** Throws `config-invalid` with one line for each invalid variable. Never includes the values of secrets. */
export function loadConfig(env: Env = process.env, readFile = (file: string) => readFileSync(file, 'utf8')): Config {
  const problems: string[] = []
  const raw: Env = {}
  for (const name of VARIABLE_NAMES) raw[name] = rawValue(env, name, readFile, problems)
  const parsed = VARIABLES.safeParse(raw)
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]) as VariableName
    problems.push(`${name}: ${issue.message}, got ${shown(name, raw[name] ?? '')}`)
  }
  for (const group of VARIABLE_GROUPS) {
    const missing = group.filter((name) => raw[name] === undefined)
    if (missing.length > 0 && missing.length < group.length)
      problems.push(`${missing.join(', ')}: must be set together with ${group.join(', ')}, got nothing`)
  }
  if (/\bturns?:/.test(raw.ICE_SERVERS ?? '') && raw.TURN_SECRET === undefined)
    problems.push('TURN_SECRET: must be set when ICE_SERVERS contains a turn: server, got nothing')
  if (raw.PASSWORD_SIGN_IN === 'off' && !raw.GITHUB_ID && !raw.GOOGLE_ID && !raw.OIDC_ID)
    problems.push('PASSWORD_SIGN_IN: must be on when no provider is configured, got "off"')
  if (raw.REDIS_URL !== undefined) problems.push(...clusterProblems(raw))
  if (!parsed.success || problems.length > 0)
    throw new AppError(
      'config-invalid',
      `Some settings are invalid:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    )
  return freeze(parsed.data, env)
}

/** Several servers need a shared database and secret; with a file or a generated secret each would have its own. */
function clusterProblems(raw: Env): string[] {
  const problems: string[] = []
  if (!/^postgres/.test(raw.DATABASE_URL ?? ''))
    problems.push(
      'DATABASE_URL: must be postgresql://… when REDIS_URL is set, got no database that several servers can share',
    )
  if (raw.AUTH_SECRET === undefined)
    problems.push('AUTH_SECRET: must be set, the same on every server, when REDIS_URL is set, got nothing')
  return problems
}

/** The value of the variable, of an accepted alias, or of the file that NAME_FILE names. */
function rawValue(env: Env, name: VariableName, readFile: (file: string) => string, problems: string[]) {
  const names: string[] = [name]
  if (!name.startsWith('AGENT_LOGGER_')) names.push(`AGENT_LOGGER_${name}`)
  if (name === 'PORT' || name === 'HOST' || name === 'VERBOSE') names.push(`P2P_SERVER_${name}`)
  const value = names.map((each) => env[each]?.trim()).find((each) => each)
  const file = SECRET_NAMES.has(name)
    ? names.map((each) => env[`${each}_FILE`]?.trim()).find((each) => each)
    : undefined
  if (file === undefined) return value
  if (value !== undefined) {
    problems.push(`${name}_FILE: must not be set together with ${name}, got ${JSON.stringify(file)}`)
    return value
  }
  try {
    return readFile(file).trim()
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : 'failed'
    problems.push(`${name}_FILE: must name a readable file (${reason}), got ${JSON.stringify(file)}`)
    return undefined
  }
}

function shown(name: VariableName, value: string): string {
  return SECRET_NAMES.has(name) ? `a value of ${value.length} characters (hidden)` : JSON.stringify(value)
}

const DAY_MS = 24 * 3600_000

type Values = ReturnType<typeof VARIABLES.parse>

function freeze(values: Values, env: Env): Config {
  const dataDir = path.resolve(values.AGENT_LOGGER_DATA_DIR)
  const keys = (id?: string, secret?: string): OAuthKeys | null => (id && secret ? { id, secret } : null)
  const oidc = keys(values.OIDC_ID, values.OIDC_SECRET)
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? localUrl(values.PORT),
    isPublicUrlSet: values.PUBLIC_URL !== undefined,
    dataDir,
    databaseUrl: values.DATABASE_URL ?? `file:${path.join(dataDir, 'agent-logger.db')}`,
    redisUrl: values.REDIS_URL ?? null,
    authSecretSetting: values.AUTH_SECRET ?? null,
    signUp: values.SIGN_UP,
    providers: Object.freeze({
      github: keys(values.GITHUB_ID, values.GITHUB_SECRET),
      google: keys(values.GOOGLE_ID, values.GOOGLE_SECRET),
      oidc: oidc && values.OIDC_ISSUER ? { ...oidc, issuer: values.OIDC_ISSUER, name: values.OIDC_NAME } : null,
    }),
    isPasswordSignInOn: values.PASSWORD_SIGN_IN === 'on',
    signInIdleMs: values.SIGN_IN_IDLE_DAYS * DAY_MS,
    signInMaxMs: values.SIGN_IN_MAX_DAYS * DAY_MS,
    mail: values.SMTP_URL && values.MAIL_FROM ? { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM } : null,
    audit: { retentionMs: values.AUDIT_RETENTION_DAYS * DAY_MS, isOnStdout: values.AUDIT_STDOUT === 'on' },
    retention: {
      sessionsMs: values.SESSION_RETENTION_DAYS * DAY_MS,
      sessionsPerTeam: values.SESSION_RETENTION_PER_TEAM,
      devicesMs: values.DEVICE_RETENTION_DAYS * DAY_MS,
      ephemeralDevicesMs: values.EPHEMERAL_DEVICE_RETENTION_DAYS * DAY_MS,
    },
    isHstsForSubdomains: values.HSTS_SUBDOMAINS === 'on',
    isPairingOn: values.AGENT_LOGGER_PAIRING === 'on',
    deviceOrigin: deviceOriginOf(values.AGENT_LOGGER_DEVICE_HOST, values.PUBLIC_URL),
    ingestHoldMs: values.INGEST_HOLD,
    trustedProxies: Object.freeze(values.TRUSTED_PROXIES),
    corsOrigins: Object.freeze(values.CORS_ORIGINS),
    isServerPagePublic: values.SERVER_PAGE === 'public',
    iceUrls: Object.freeze(values.ICE_SERVERS),
    turnSecret: values.TURN_SECRET ?? null,
    syslogPort: values.SYSLOG_PORT ?? null,
    syslogTls: syslogTlsOf(values),
    isVerbose: values.VERBOSE,
    isProduction: env.NODE_ENV === 'production',
  })
}

/** Without a scheme, it gets the scheme of the public URL. */
function syslogTlsOf({ SYSLOG_TLS_PORT, SYSLOG_TLS_CERT, SYSLOG_TLS_KEY }: Values): Config['syslogTls'] {
  if (SYSLOG_TLS_PORT === undefined || SYSLOG_TLS_CERT === undefined || SYSLOG_TLS_KEY === undefined) return null
  return { port: SYSLOG_TLS_PORT, certFile: SYSLOG_TLS_CERT, keyFile: SYSLOG_TLS_KEY }
}

function deviceOriginOf(host: string | undefined, publicUrl: string | undefined): string | null {
  if (host === undefined) return null
  const scheme = publicUrl?.startsWith('http://') ? 'http://' : 'https://'
  return new URL(host.includes('://') ? host : scheme + host).origin
}

function localUrl(port: number): string {
  return port === 80 ? 'http://localhost' : `http://localhost:${port}`
}

/** In a process slot because the process loads two copies of this module. */
const slot = processSlot<Config>('config')

/** The configuration of this process. Read on first use, including `.env` in the working directory. */
export function config(): Config {
  return slot.peek() ?? startConfig()
}

/** Reads the configuration now. Command-line values take precedence over the environment. */
export function startConfig(overrides: { [Name in VariableName]?: string } = {}): Config {
  // Variables that are already set take precedence over the file.
  if (existsSync('.env')) process.loadEnvFile('.env')
  assertQuiet(process.env)
  return putConfig(loadConfig({ ...process.env, ...overrides }))
}

/** Rejects DEBUG values that make Engine.IO and Socket.IO print packets, which contain records. Throws `config-invalid`. */
export function assertQuiet({ DEBUG = '' }: Env): void {
  if (/(^|[\s,])(\*|engine|socket\.io)/.test(DEBUG))
    throw new AppError(
      'config-invalid',
      `DEBUG: must not be set to this, because it would print the records that pass through; got ${JSON.stringify(DEBUG)}`,
    )
}

/** Installs a configuration for this process. Tests use it to set their own. */
export function putConfig(next: Config): Config {
  exportForNextAuth(next)
  // A self-hosted server contacts nobody on its own.
  process.env.NEXT_TELEMETRY_DISABLED ??= '1'
  slot.put(next)
  return next
}

/** Call once the server listens: with PORT=0, the port and the guessed address are known only then. */
export function setListeningPort(port: number): void {
  const current = config()
  if (current.port === port) return
  const publicUrl = current.isPublicUrlSet ? current.publicUrl : localUrl(port)
  putConfig(Object.freeze({ ...current, port, publicUrl }))
}

/**
 * next-auth 4 reads its own address only from process.env (its utils/detect-origin.js): a fixed one when PUBLIC_URL is set,
 * and otherwise the one that the request was sent to, so that localhost, 127.0.0.1 and LAN addresses all work.
 */
export function exportForNextAuth(next: Config): void {
  if (next.isPublicUrlSet) {
    process.env.NEXTAUTH_URL = next.publicUrl
    delete process.env.AUTH_TRUST_HOST
  } else {
    process.env.AUTH_TRUST_HOST = '1'
    delete process.env.NEXTAUTH_URL
  }
}
