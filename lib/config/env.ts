/**
 * The only reader of process.env: parses it once into a frozen configuration and reports every wrong variable at once.
 * Shapes and defaults stand in variables.ts; what needs the disk (data folder, generated secret) in files beside it.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../errors.ts'
import { processSlot } from '../process-slot.ts'
import { SECRET_NAMES, VARIABLE_GROUPS, VARIABLE_NAMES, VARIABLES, type VariableName } from './variables.ts'

export type SignUpPolicy = 'open' | 'invite' | 'closed'

export interface OAuthKeys {
  id: string
  secret: string
}

export interface Config {
  port: number
  host: string
  /** The origin people use, without a slash at its end. */
  publicUrl: string
  /** False: `publicUrl` is a guess, and other addresses of this machine work as well. */
  isPublicUrlSet: boolean
  /** Absolute. */
  dataDir: string
  databaseUrl: string
  redisUrl: string | null
  /** Null: see auth-secret.ts. */
  authSecretSetting: string | null
  signUp: SignUpPolicy
  providers: {
    github: OAuthKeys | null
    google: OAuthKeys | null
    oidc: (OAuthKeys & { issuer: string; name: string }) | null
  }
  /** Devices without a key may wait until somebody claims them. */
  isPairingOn: boolean
  /** A device's key is the first label below this origin; null: no wildcard host leads here. */
  deviceOrigin: string | null
  /** Addresses and networks whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** Whose pages may read answers of the API with a person's rights; exact origins. */
  corsOrigins: readonly string[]
  /** Strangers see how many connect, and nothing more; false: only who is signed in. */
  isServerPagePublic: boolean
  /** By way of which devices and viewers may find each other: `stun:` and `turn:` addresses. */
  iceUrls: readonly string[]
  /** Shared with the TURN servers; null: there are none. */
  turnSecret: string | null
  isVerbose: boolean
  isProduction: boolean
}

export type Env = Record<string, string | undefined>

/** Throws `config-invalid` with one line for each wrong variable; values of secrets are never in it. */
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
    problems.push('TURN_SECRET: must be set when ICE_SERVERS names a turn: server, got nothing')
  if (raw.REDIS_URL !== undefined) problems.push(...clusterProblems(raw))
  if (!parsed.success || problems.length > 0)
    throw new AppError('config-invalid', `Some settings are wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`)
  return freeze(parsed.data, env)
}

/** Several servers share one database and one secret: with a file or a generated secret each would have its own. */
function clusterProblems(raw: Env): string[] {
  const problems: string[] = []
  if (!/^postgres/.test(raw.DATABASE_URL ?? ''))
    problems.push(
      'DATABASE_URL: must be postgresql://… when REDIS_URL is set, got nothing that several servers can share',
    )
  if (raw.AUTH_SECRET === undefined)
    problems.push('AUTH_SECRET: must be set, the same on every server, when REDIS_URL is set, got nothing')
  return problems
}

/** The value under the variable's own name, a name it may also have, or in the file that NAME_FILE names. */
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
    problems.push(`${name}_FILE: must be a file that can be read (${reason}), got ${JSON.stringify(file)}`)
    return undefined
  }
}

function shown(name: VariableName, value: string): string {
  return SECRET_NAMES.has(name) ? `${value.length} characters that are not shown` : JSON.stringify(value)
}

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
    isPairingOn: values.AGENT_LOGGER_PAIRING === 'on',
    deviceOrigin: deviceOriginOf(values.AGENT_LOGGER_DEVICE_HOST, values.PUBLIC_URL),
    trustedProxies: Object.freeze(values.TRUSTED_PROXIES),
    corsOrigins: Object.freeze(values.CORS_ORIGINS),
    isServerPagePublic: values.SERVER_PAGE === 'public',
    iceUrls: Object.freeze(values.ICE_SERVERS),
    turnSecret: values.TURN_SECRET ?? null,
    isVerbose: values.VERBOSE,
    isProduction: env.NODE_ENV === 'production',
  })
}

/** Without a scheme of its own it has the one of the server's address. */
function deviceOriginOf(host: string | undefined, publicUrl: string | undefined): string | null {
  if (host === undefined) return null
  const scheme = publicUrl?.startsWith('http://') ? 'http://' : 'https://'
  return new URL(host.includes('://') ? host : scheme + host).origin
}

function localUrl(port: number): string {
  return port === 80 ? 'http://localhost' : `http://localhost:${port}`
}

/** Both module copies of the process read this one. */
const slot = processSlot<Config>('config')

/** The configuration of this process; read on first use, from `.env` in the working folder too. */
export function config(): Config {
  return slot.peek() ?? startConfig()
}

/** Reads the configuration now. What a command line says comes before the environment. */
export function startConfig(overrides: { [Name in VariableName]?: string } = {}): Config {
  // Variables that are set already win over the file.
  if (existsSync('.env')) process.loadEnvFile('.env')
  assertQuiet(process.env)
  return putConfig(loadConfig({ ...process.env, ...overrides }))
}

/** Engine.IO and Socket.IO print whole packets when DEBUG names them, and packets are content. Throws `config-invalid`. */
export function assertQuiet({ DEBUG = '' }: Env): void {
  if (/(^|[\s,])(\*|engine|socket\.io)/.test(DEBUG))
    throw new AppError(
      'config-invalid',
      `DEBUG: would print the records that pass through; unset it, got ${JSON.stringify(DEBUG)}`,
    )
}

/** Makes a configuration the one of this process. Tests bring their own. */
export function putConfig(next: Config): Config {
  exportForNextAuth(next)
  // A self-hosted server talks to nobody on its own.
  process.env.NEXT_TELEMETRY_DISABLED ??= '1'
  slot.put(next)
  return next
}

/** Called once the server listens: with PORT=0 the port, and with it the guessed address, is known only then. */
export function setListeningPort(port: number): void {
  const current = config()
  if (current.port === port) return
  const publicUrl = current.isPublicUrlSet ? current.publicUrl : localUrl(port)
  putConfig(Object.freeze({ ...current, port, publicUrl }))
}

/**
 * next-auth 4 finds its own address in process.env alone (its utils/detect-origin.js): a fixed one when PUBLIC_URL is
 * set, else the one the request came to, so that localhost, 127.0.0.1 and LAN addresses all work.
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
