/**
 * The one database client of the process: SQLite by default, PostgreSQL when the address says so. Schema changes are
 * migrate.ts's work; queries stand in one file per aggregate beside this one.
 */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { config } from '../config/env.ts'
import { processSlot } from '../process-slot.ts'
import { PrismaClient as PostgresClient } from './generated/postgresql/client.ts'
import { PrismaClient as SqliteClient } from './generated/sqlite/client.ts'

/** The SQLite client's types are what both databases can do. */
export type Db = SqliteClient

const slot = processSlot<Db | null>('db.client')

/** Opened on first use; the database must have been migrated. */
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

function openDatabase(databaseUrl: string): Db {
  if (isPostgres(databaseUrl)) {
    const adapter = new PrismaPg({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
    return new PostgresClient({ adapter }) as unknown as Db
  }
  return new SqliteClient({ adapter: new PrismaBetterSqlite3({ url: sqliteFile(databaseUrl), timeout: 5_000 }) })
}

/** True when a write met a row that has the same unique value. Compared by code: the class exists once per bundle. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}
