/**
 * The process's database client: SQLite by default, PostgreSQL when the URL says so. migrate.ts changes the schema; queries
 * are in one file per aggregate beside this one.
 */
import path from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { config } from '#lib/server/config/env.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { PrismaClient as PostgresClient } from './generated/postgresql/client.ts'
import { PrismaClient as SqliteClient } from './generated/sqlite/client.ts'

/** The SQLite client's types, which describe what both databases support. */
export type Db = SqliteClient

const slot = processSlot<Db | null>('db.client')

/** Opens the client on first use. The database must already be migrated. */
export function db(): Db {
  const open = slot.peek()
  if (open) return open
  const made = openDatabase(config().databaseUrl)
  slot.put(made)
  return made
}

/** Safe to call twice. */
export async function closeDb(): Promise<void> {
  const open = slot.peek()
  slot.put(null)
  await open?.$disconnect()
}

export function isPostgres(databaseUrl: string): boolean {
  return /^postgres(ql)?:/.test(databaseUrl)
}

/** The path in `file:PATH`. */
export function sqliteFile(databaseUrl: string): string {
  return databaseUrl.replace(/^file:(\/\/(?=\/))?/, '')
}

/** The absolute path of a SQLite database; null for PostgreSQL. */
export function databaseFile(databaseUrl: string): string | null {
  return isPostgres(databaseUrl) ? null : path.resolve(sqliteFile(databaseUrl))
}

/** Longest waits for PostgreSQL, milliseconds: somebody may be waiting for a page, and gives up after 20 s. */
const CONNECT_MS = 5_000
const QUERY_MS = 10_000

function openDatabase(databaseUrl: string): Db {
  if (isPostgres(databaseUrl)) {
    const waits = { connectionTimeoutMillis: CONNECT_MS, query_timeout: QUERY_MS }
    const adapter = new PrismaPg({ connectionString: databaseUrl, ...waits })
    return new PostgresClient({ adapter }) as unknown as Db
  }
  return new SqliteClient({ adapter: new PrismaBetterSqlite3({ url: sqliteFile(databaseUrl), timeout: 5_000 }) })
}

/** True when a write violated a unique constraint. Compares the code because each bundle has its own copy of the class. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}

/** Codes of Prisma, PostgreSQL, SQLite and the network. */
const AWAY_CODES = new Set(
  'P1001 P1002 P1008 P1017 P2024 57P01 57P02 57P03 53300 SQLITE_BUSY ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT ENOTFOUND EHOSTUNREACH'.split(
    ' ',
  ),
)
/** The PostgreSQL client has no codes for these. */
const AWAY_MESSAGES =
  /^(Query read timeout|Connection terminated|Client was closed|timeout exceeded when trying to connect)/

/** True when a query failed because the database cannot be reached or does not answer, and may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && AWAY_CODES.has(String(error.code))) || AWAY_MESSAGES.test(error.message)
}
