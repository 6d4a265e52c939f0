/** Whether the services that the server depends on answer: database, Redis, mail server, and the server itself. */
import { existsSync } from 'node:fs'
import { isAppError } from '#lib/protocol/app-error.ts'
import type { Config } from '#lib/server/config/env.ts'
import { closeDb, db, isPostgres, sqliteFile } from '#lib/server/db/client.ts'
import { pendingMigrationNames } from '#lib/server/db/migrate.ts'
import { smtpTransport } from '#lib/server/mail/smtp-transport.ts'
import { connectRedis } from '#lib/server/redis/connect.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

/** How far two clocks may differ: time-based codes and tickets allow 30 s. */
const CLOCK_OFF_MS_MAX = 30_000
const ANSWER_MS = 5_000

/** Also looks at the clock and the owners, which need the database. Applies no migration. */
export async function databaseFindings({ databaseUrl }: Pick<Config, 'databaseUrl'>): Promise<Finding[]> {
  const about = 'database'
  const isFile = !isPostgres(databaseUrl)
  if (isFile && !existsSync(sqliteFile(databaseUrl)))
    return [ok(about, `${sqliteFile(databaseUrl)} does not exist yet; the server creates it.`)]
  try {
    const pending = await pendingMigrationNames()
    if (pending.length > 0)
      return [ok(about, `The database answers; the server will bring it up to date (${pending.join(', ')}).`)]
    const kind = isFile ? `SQLite, ${sqliteFile(databaseUrl)}` : 'PostgreSQL'
    return [
      ok(about, `The database answers and is up to date (${kind}).`),
      await clockFinding(isFile),
      await ownerFinding(),
    ]
  } catch (error) {
    return [failed(about, error, 'Check DATABASE_URL and that the database is running.')]
  } finally {
    await closeDb()
  }
}

/** PostgreSQL has a clock of its own; beside SQLite, rows that were written in the future show a clock that was set back. */
async function clockFinding(isFile: boolean): Promise<Finding> {
  const about = 'clock'
  const nowMs = Date.now()
  const otherMs = isFile ? await newestWriteMs() : await databaseNowMs()
  const offMs = isFile ? Math.max(0, otherMs - nowMs) : Math.abs(otherMs - nowMs)
  if (offMs <= CLOCK_OFF_MS_MAX) return ok(about, 'The clock agrees with the database.')
  return warning(
    about,
    `The clock differs from the database by ${Math.round(offMs / 1000)} s.`,
    'Turn on time synchronization (NTP); sign-in codes and expiry times depend on it.',
  )
}

async function databaseNowMs(): Promise<number> {
  const [row] = await db().$queryRawUnsafe<{ ms: number }[]>('SELECT extract(epoch FROM now()) * 1000 AS ms')
  return Number(row?.ms)
}

async function newestWriteMs(): Promise<number> {
  const [signIn, session] = await Promise.all([
    db().signIn.findFirst({ orderBy: { lastSeenAt: 'desc' }, select: { lastSeenAt: true } }),
    db().device.findFirst({ orderBy: { lastSeenAt: 'desc' }, select: { lastSeenAt: true } }),
  ])
  return Math.max(signIn?.lastSeenAt.getTime() ?? 0, session?.lastSeenAt.getTime() ?? 0)
}

async function ownerFinding(): Promise<Finding> {
  const about = 'server owner'
  const owners = await db().user.count({ where: { isServerOwner: true, disabledAt: null } })
  if (owners > 0) return ok(about, owners === 1 ? 'The server has one owner.' : `The server has ${owners} owners.`)
  return (await db().user.count()) === 0
    ? ok(about, 'The server has no user yet; it prints the set-up link when it starts.')
    : problem(
        about,
        'The server has users but no owner who can sign in.',
        'Run `agent-logger user role --email EMAIL --server-owner yes`.',
      )
}

export async function redisFinding({ redisUrl }: Pick<Config, 'redisUrl'>): Promise<Finding> {
  const about = 'Redis'
  if (redisUrl === null) return ok(about, 'Not used: one server process.')
  const lines: string[] = []
  try {
    const redis = await connectRedis(redisUrl, (line) => lines.push(line))
    try {
      const [seconds] = (await redis.commands.time()) as unknown as [string, string]
      const offMs = Math.abs(Number(seconds) * 1000 - Date.now())
      if (offMs > CLOCK_OFF_MS_MAX)
        return warning(
          about,
          `Its clock differs by ${Math.round(offMs / 1000)} s.`,
          'Turn on time synchronization (NTP).',
        )
    } finally {
      redis.close()
    }
    const [line] = lines
    return line === undefined ? ok(about, 'Redis answers.') : warning(about, line, 'See docs/SEVERAL-SERVERS.md.')
  } catch (error) {
    return failed(about, error, 'Check REDIS_URL and that Redis is running.')
  }
}

/** Signs in to the mail server and sends nothing. */
export async function mailFinding({ mail }: Pick<Config, 'mail'>): Promise<Finding> {
  const about = 'mail'
  if (mail === null)
    return ok(about, 'Not configured: people who forget their password need `agent-logger user reset-link`.')
  // The same transport as for mails, because that sends no password without TLS.
  const transport = smtpTransport(mail, { connectMs: ANSWER_MS, silenceMs: ANSWER_MS, wholeMs: 2 * ANSWER_MS })
  try {
    await transport.check()
    return ok(about, `The mail server ${new URL(mail.smtpUrl).host} accepts the sign-in.`)
  } catch (error) {
    return failed(about, error, 'Check SMTP_URL; mail stays queued until the mail server answers.')
  } finally {
    transport.close()
  }
}

/** Whether a server runs with these settings now. */
export async function serverFinding({ port, host }: Pick<Config, 'port' | 'host'>): Promise<Finding> {
  const about = 'server'
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  const address = `http://${name}:${port}`
  const answer = await fetch(`${address}/api/health`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null)
  if (answer === null) return ok(about, `No server answers at ${address}; start it with npm start.`)
  const health = (await answer.json().catch(() => null)) as { ok?: boolean; version?: string } | null
  return health?.ok === true
    ? ok(about, `Version ${health.version} runs at ${address}.`)
    : problem(
        about,
        `Another program answers at ${address}, or the server is not ready (status ${answer.status}).`,
        'Look at its log, or choose another port with PORT.',
      )
}

function failed(about: string, error: unknown, advice: string): Finding {
  const says = isAppError(error) || error instanceof Error ? error.message.split('\n')[0] : 'It failed.'
  return problem(about, says ?? 'It failed.', advice)
}
