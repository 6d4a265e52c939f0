/**
 * A cluster node's connections to Redis, and the checks it makes at startup. Redis may go away and come back at any time:
 * nothing queues or waits for it, and none of its errors ends the process.
 */
import { Redis, type RedisOptions } from 'ioredis'
import { AppError } from '#lib/protocol/app-error.ts'

export interface RedisConnections {
  /** Rate limits and used tickets. */
  commands: Redis
  /** Messages to other nodes. */
  publisher: Redis
  /** Messages from other nodes. */
  subscriber: Redis
  close(): void
}

const CONNECT_TIMEOUT_MS = 10_000
const RETRY_MIN_MS = 50
const RETRY_MAX_MS = 1_000
/**
 * Nodes receive their own heartbeats through Redis, and each one is answered. Silence for this long means a dead
 * connection.
 */
const SILENCE_MAX_MS = 6_000
/** The first version with `SPUBLISH`. */
const REDIS_VERSION_MIN = 7

const OPTIONS = {
  lazyConnect: true,
  // The queue would keep record content in this process while Redis is away.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // The bus tracks the channels it needs, including those requested while Redis was away.
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 5_000,
  retryStrategy: (times) => Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** times),
} satisfies RedisOptions

/** Connects. Throws `redis-unreachable` or `config-invalid`, which names the host and never the password. */
export async function connectRedis(url: string, log: (line: string) => void): Promise<RedisConnections> {
  const { host } = new URL(url)
  const open = (
    role: string,
    options: Pick<RedisOptions, 'commandTimeout' | 'socketTimeout' | 'enableAutoPipelining'>,
  ) => {
    const redis = new Redis(url, { ...OPTIONS, connectionName: `agent-logger-${role}`, ...options })
    let isDown = false
    redis.on('error', (error) => {
      if (isDown) return
      isDown = true
      log(`Redis (${role}) is away: ${error.message}`)
    })
    redis.on('ready', () => {
      if (isDown) log(`Redis (${role}) is back`)
      isDown = false
    })
    return redis
  }
  const connections = {
    commands: open('commands', { commandTimeout: 1_000 }),
    publisher: open('publisher', { socketTimeout: SILENCE_MAX_MS, enableAutoPipelining: true }),
    subscriber: open('subscriber', { socketTimeout: SILENCE_MAX_MS }),
  }
  const all = Object.values(connections)
  const close = () => {
    for (const redis of all) redis.disconnect()
  }
  try {
    await Promise.race([Promise.all(all.map(firstReady)), deadline(host)])
    await checkVersion(connections.commands, host)
  } catch (error) {
    close()
    throw error
  }
  const slowlog = await slowlogWarning(connections.commands, host)
  if (slowlog) log(slowlog)
  return { ...connections, close }
}

/** Retries until the deadline, except for errors that retrying cannot fix. */
function firstReady(redis: Redis): Promise<void> {
  return new Promise((resolve, reject) => {
    redis.once('ready', () => resolve())
    redis.on('error', (error) => {
      if (/WRONGPASS|NOAUTH|NOPERM/.test(error.message))
        reject(new AppError('config-invalid', `REDIS_URL: Redis rejected the user name or password (${error.message})`))
    })
    redis.connect().catch(() => {}) // reported by the error event
  })
}

async function deadline(host: string): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, CONNECT_TIMEOUT_MS).unref())
  throw new AppError('redis-unreachable', `Redis at ${host} does not respond.`)
}

async function checkVersion(redis: Redis, host: string): Promise<void> {
  const version = /redis_version:(\d+)\.(\S+)/.exec(await redis.info('server'))
  if (version && Number(version[1]) < REDIS_VERSION_MIN)
    throw new AppError(
      'config-invalid',
      `REDIS_URL: Redis at ${host} is version ${version[1]}.${version[2]}; running several servers requires ${REDIS_VERSION_MIN} or newer.`,
    )
}

/**
 * Redis keeps the arguments of slow commands, and ours carry batches. They are encrypted between nodes, but Redis
 * should not keep them.
 */
async function slowlogWarning(redis: Redis, host: string): Promise<string | null> {
  const advice = 'CONFIG SET slowlog-log-slower-than -1, or slowlog-max-len 0, in redis.conf too'
  try {
    const pairs = (await redis.config('GET', 'slowlog-*')) as string[]
    const value = (name: string) => Number(pairs[pairs.indexOf(name) + 1])
    if (value('slowlog-log-slower-than') < 0 || value('slowlog-max-len') === 0) return null
    return `Redis at ${host} keeps arguments of slow commands (SLOWLOG); batches are sealed on this hop, but better: ${advice}`
  } catch {
    return `Redis at ${host} does not tell whether it keeps arguments of slow commands (SLOWLOG); see to it: ${advice}`
  }
}
