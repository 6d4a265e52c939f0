/**
 * The connections to Redis that a node of a cluster needs, and the questions it asks at its start. Redis may go away and
 * come back at any time: nothing is queued for it, nothing waits for it, and no error of it ends the process.
 */
import { Redis, type RedisOptions } from 'ioredis'
import { AppError } from '../errors.ts'

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
/** Nodes hear their own beats through Redis, and every beat is answered: silence for so long is a dead connection. */
const SILENCE_MAX_MS = 6_000
/** `SPUBLISH` came with it. */
const REDIS_VERSION_MIN = 7

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  // It would keep content in this process for as long as Redis is away.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // Channels that are wanted are known to the bus, also those asked for while Redis was away.
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 5_000,
  retryStrategy: (times) => Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** times),
}

/** Connects; throws `redis-unreachable` or `config-invalid`, naming the host and never the password. */
export async function connectRedis(url: string, log: (line: string) => void): Promise<RedisConnections> {
  const { host } = new URL(url)
  const open = (role: string, options: RedisOptions) => {
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

/** Tried again until the deadline, except for what trying does not change. */
function firstReady(redis: Redis): Promise<void> {
  return new Promise((resolve, reject) => {
    redis.once('ready', () => resolve())
    redis.on('error', (error) => {
      if (/WRONGPASS|NOAUTH|NOPERM/.test(error.message))
        reject(new AppError('config-invalid', `REDIS_URL: Redis refused its user or password (${error.message})`))
    })
    redis.connect().catch(() => {}) // said by the error event
  })
}

async function deadline(host: string): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, CONNECT_TIMEOUT_MS).unref())
  throw new AppError('redis-unreachable', `Redis at ${host} does not answer.`)
}

async function checkVersion(redis: Redis, host: string): Promise<void> {
  const version = /redis_version:(\d+)\.(\S+)/.exec(await redis.info('server'))
  if (version && Number(version[1]) < REDIS_VERSION_MIN)
    throw new AppError(
      'config-invalid',
      `REDIS_URL: Redis at ${host} is ${version[1]}.${version[2]}; several servers need ${REDIS_VERSION_MIN} or newer.`,
    )
}

/** Redis keeps the arguments of slow commands, and ours carry batches. They are sealed on this hop; still, it should not. */
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
