/** The environment: defaults, aliases, files, and one message that reports every mistake without any secret. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isAppError } from '#lib/protocol/app-error.ts'
import { assertQuiet, type Env, loadConfig } from '#lib/server/config/env.ts'
import { SECRET_NAMES, VARIABLE_NAMES } from '#lib/server/config/variables.ts'

function messageOf(env: Env, files: Record<string, string> = {}): string {
  try {
    loadConfig(env, (file) => files[file] ?? fail(file))
  } catch (error) {
    if (isAppError(error) && error.code === 'config-invalid') return error.message
    throw error
  }
  throw new Error('the configuration was taken')
}

function fail(file: string): never {
  throw Object.assign(new Error(file), { code: 'ENOENT' })
}

test('every variable is optional', () => {
  const config = loadConfig({})
  expect(config).toMatchObject({
    port: 8080,
    host: '0.0.0.0',
    publicUrl: 'http://localhost:8080',
    isPublicUrlSet: false,
    redisUrl: null,
    authSecretSetting: null,
    signUp: 'open',
    providers: { github: null, google: null, oidc: null },
    trustedProxies: [],
    corsOrigins: [],
    isServerPagePublic: true,
    iceUrls: [],
    turnSecret: null,
    syslogPort: null,
    syslogTls: null,
    isVerbose: false,
    isProduction: false,
  })
  expect(config.databaseUrl).toBe(`file:${config.dataDir}/agent-logger.db`)
  expect(Object.isFrozen(config)).toBe(true)
})

test('an empty variable counts as unset', () => {
  expect(loadConfig({ PORT: '', SIGN_UP: ' ', AUTH_SECRET: '' })).toMatchObject({ port: 8080, signUp: 'open' })
})

test('PORT takes precedence over AGENT_LOGGER_PORT, and that over P2P_SERVER_PORT', () => {
  const env: Env = { P2P_SERVER_PORT: '3' }
  expect(loadConfig(env).port).toBe(3)
  env.AGENT_LOGGER_PORT = '2'
  expect(loadConfig(env).port).toBe(2)
  env.PORT = '1'
  expect(loadConfig(env).port).toBe(1)
})

test('every variable accepts the prefix AGENT_LOGGER_', () => {
  expect(
    loadConfig({ AGENT_LOGGER_PUBLIC_URL: 'https://logs.example.com/', AGENT_LOGGER_SIGN_UP: 'closed' }),
  ).toMatchObject({ publicUrl: 'https://logs.example.com', isPublicUrlSet: true, signUp: 'closed' })
})

test('the origins that may read the API are a list', () => {
  expect(loadConfig({ CORS_ORIGINS: 'https://a.example.com, http://localhost:3000' }).corsOrigins).toEqual([
    'https://a.example.com',
    'http://localhost:3000',
  ])
  const servers = 'stun:stun.example.com:3478, turns:turn.example.com?transport=tcp'
  const [stun, turn] = servers.split(', ')
  expect(loadConfig({ ICE_SERVERS: servers, TURN_SECRET: 'shared' })).toMatchObject({
    iceUrls: [stun, turn],
    turnSecret: 'shared',
  })
  expect(loadConfig({ SERVER_PAGE: 'members' }).isServerPagePublic).toBe(false)
})

test('one message names every invalid variable', () => {
  const message = messageOf({ PORT: 'eighty', SIGN_UP: 'maybe', PUBLIC_URL: 'logs.example.com', VERBOSE: 'loud' })
  for (const line of [
    'PORT: must',
    'SIGN_UP: must',
    'PUBLIC_URL: must',
    'VERBOSE: must',
    'got "eighty"',
    'got "maybe"',
  ])
    expect(message).toContain(line)
})

describe('what is rejected', () => {
  const cases: [name: string, env: Env][] = [
    ['a port above 65535', { PORT: '65536' }],
    ['a port with a sign', { PORT: '-1' }],
    ['a public address with a path', { PUBLIC_URL: 'https://example.com/logs' }],
    ['a public address with a user', { PUBLIC_URL: 'https://me@example.com' }],
    ['another scheme', { PUBLIC_URL: 'ftp://example.com' }],
    ['a database of another kind', { DATABASE_URL: 'mysql://localhost/app' }],
    ['a database file without a name', { DATABASE_URL: 'file:' }],
    ['a database address that is no address', { DATABASE_URL: 'postgresql://user:pa ss@:x/' }],
    ['an invalid Redis address', { REDIS_URL: 'localhost:6379' }],
    ['a short secret', { AUTH_SECRET: 'short' }],
    ['a sample as secret', { AUTH_SECRET: 'please-change-me-please-change-me-please' }],
    ['one letter many times as secret', { AUTH_SECRET: 'a'.repeat(40) }],
    ['GitHub without its secret', { GITHUB_ID: 'id' }],
    ['OIDC without its issuer', { OIDC_ID: 'id', OIDC_SECRET: 'secret' }],
    ['a proxy that is no address', { TRUSTED_PROXIES: '10.0.0.0/8,proxy' }],
    ['a network with too long a prefix', { TRUSTED_PROXIES: '10.0.0.0/33' }],
    ['pairing for some', { AGENT_LOGGER_PAIRING: 'sometimes' }],
    ['a device host with a path', { AGENT_LOGGER_DEVICE_HOST: 'in.example.com/a' }],
    ['an address as device host', { AGENT_LOGGER_DEVICE_HOST: '10.0.0.5:8080' }],
    ['a device host with an impossible port', { AGENT_LOGGER_DEVICE_HOST: 'in.example.com:99999' }],
    ['every origin', { CORS_ORIGINS: '*' }],
    ['an origin of any name', { CORS_ORIGINS: 'https://*.example.com' }],
    ['an origin with a trailing slash', { CORS_ORIGINS: 'https://a.example.com,https://b.example.com/' }],
    ['the origin of a sandboxed page', { CORS_ORIGINS: 'null' }],
    ['an origin that no browser spells that way', { CORS_ORIGINS: 'https://Tools.example.com:443' }],
    ['an unknown audience for the server page', { SERVER_PAGE: 'private' }],
    ['an ICE server that is a web page', { ICE_SERVERS: 'https://stun.example.com' }],
    ['a TURN server without its secret', { ICE_SERVERS: 'turn:turn.example.com' }],
  ]
  test.each(cases)('%s', (_name, env) => {
    expect(messageOf(env)).toContain(Object.keys(env).at(-1)?.split('_')[0])
  })
})

test('pairing is on unless it is turned off', () => {
  expect(loadConfig({}).isPairingOn).toBe(true)
  expect(loadConfig({ AGENT_LOGGER_PAIRING: 'off' }).isPairingOn).toBe(false)
})

test.each([
  [undefined, undefined, null],
  ['in.example.com', undefined, 'https://in.example.com'],
  ['*.In.Example.com', 'https://logs.example.com', 'https://in.example.com'],
  ['in.example.com:8080', 'http://logs.example.com:8080', 'http://in.example.com:8080'],
  ['http://*.localhost:8080', 'https://logs.example.com', 'http://localhost:8080'],
])('the device host %s at %s is the origin %s', (host, PUBLIC_URL, origin) => {
  expect(loadConfig({ AGENT_LOGGER_DEVICE_HOST: host, PUBLIC_URL }).deviceOrigin).toBe(origin)
})

test('several servers must share a PostgreSQL database and a secret', () => {
  const AUTH_SECRET = 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf'
  const REDIS_URL = 'redis://127.0.0.1'
  expect(messageOf({ REDIS_URL })).toMatch(/DATABASE_URL: must be postgresql.*\n.*AUTH_SECRET: must be set, the same/)
  expect(messageOf({ REDIS_URL, AUTH_SECRET, DATABASE_URL: 'file:x.db' })).toContain('DATABASE_URL: must be postgresql')
  expect(messageOf({ REDIS_URL, DATABASE_URL: 'postgresql://db/x' })).toContain('AUTH_SECRET: must be set')
  expect(loadConfig({ REDIS_URL, AUTH_SECRET, DATABASE_URL: 'postgres://db/x' }).redisUrl).toBe(REDIS_URL)
})

test('messages about invalid secrets do not contain them', () => {
  const canary = 'canary-7f3a'
  const message = messageOf({
    AUTH_SECRET: canary,
    DATABASE_URL: `mysql://root:${canary}@localhost/x`,
    REDIS_URL: `http://:${canary}@localhost`,
  })
  expect(message).toContain('AUTH_SECRET')
  expect(message).toContain('DATABASE_URL')
  expect(message).toContain('REDIS_URL')
  expect(message).not.toContain(canary)
})

test('every secret can be read from a file', () => {
  for (const name of SECRET_NAMES) {
    const files = {
      '/run/secret': `${{ DATABASE_URL: 'postgresql://db/x', REDIS_URL: 'redis://r', SMTP_URL: 'smtp://u:k8Jd02mXpQ7vLz4Ra1@mail' }[name as string] ?? 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf'}\n`,
    }
    const ids = { GITHUB_ID: 'a', GOOGLE_ID: 'b', OIDC_ID: 'c', OIDC_ISSUER: 'https://id.example.com' }
    const provider = name.split('_')[0] as string
    const env: Env = {
      ...(name === 'REDIS_URL'
        ? { DATABASE_URL: 'postgresql://db/x', AUTH_SECRET: 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf' }
        : {}),
      ...(name === 'SMTP_URL' ? { MAIL_FROM: 'Agent Logger <logs@example.com>' } : {}),
      ...Object.fromEntries(Object.entries(ids).filter(([key]) => key.startsWith(provider))),
      [`${name}_FILE`]: '/run/secret',
    }
    const config = loadConfig(env, (file) => (files as Record<string, string>)[file] ?? fail(file))
    expect(JSON.stringify(config)).toContain(files['/run/secret'].trim())
  }
})

test('a secret together with its file, or a missing file, is rejected', () => {
  expect(messageOf({ REDIS_URL: 'redis://a', REDIS_URL_FILE: '/x' }, { '/x': 'redis://b' })).toContain('REDIS_URL_FILE')
  expect(messageOf({ REDIS_URL_FILE: '/gone' })).toContain('ENOENT')
})

test('.env.example lists every variable with its default, once', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n')
  const listed = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split('=', 1)[0])
  expect(listed).toEqual(VARIABLE_NAMES)
  const values = Object.fromEntries(
    lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split('=') as [string, string]),
  )
  expect(loadConfig(values)).toEqual(loadConfig({}))
  for (const name of SECRET_NAMES) {
    expect(values[name], name).toBe('')
    expect(lines[lines.findIndex((line) => line.startsWith(`${name}=`)) - 1], name).toContain('(secret)')
  }
})

test.each(['*', 'engine*', 'engine:socket', 'foo,socket.io:*'])(
  'a DEBUG of %j, which prints packets, is rejected',
  (DEBUG) => {
    expect(() => assertQuiet({ DEBUG })).toThrow(/DEBUG/)
  },
)

test.each([undefined, '', 'next:*', 'prisma:client'])('a DEBUG of %j is accepted', (DEBUG) => {
  expect(() => assertQuiet({ DEBUG })).not.toThrow()
})
