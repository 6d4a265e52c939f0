/**
 * One connection that changes the schema, for SQLite and for PostgreSQL: the lock, the list of applied migrations and the
 * error messages. migrate.ts makes the decisions.
 */
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { ensureDataDir } from '#lib/server/config/data-dir.ts'
import { isPostgres, sqliteFile } from './client.ts'

export interface AppliedMigration {
  migration_name: string
  checksum: string
  finished_at: unknown
  rolled_back_at: unknown
}

export interface MigrationTarget {
  createTable(): Promise<void>
  listApplied(): Promise<AppliedMigration[]>
  /** Throws `database-broken`, which names the migration. */
  run(name: string, sql: string): Promise<void>
  record(row: [id: string, checksum: string, name: string]): Promise<void>
  /** Runs `work` in a transaction while no other process can migrate. */
  withLock(work: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export function openTarget(databaseUrl: string): Promise<MigrationTarget> {
  return isPostgres(databaseUrl) ? openPostgres(databaseUrl) : openSqlite(databaseUrl)
}

const SELECT = 'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations'
const COLUMNS = '(id, checksum, migration_name, started_at, finished_at, applied_steps_count)'

const LOCK_TIMEOUT_MS = 10_000
const LOCK_RETRY_MS = 20

async function openSqlite(databaseUrl: string): Promise<MigrationTarget> {
  const file = path.resolve(sqliteFile(databaseUrl))
  ensureDataDir(path.dirname(file))
  const { default: Sqlite } = await import('better-sqlite3')
  const failed = (error: unknown) => sqliteError(file, error)
  let open: Database
  try {
    open = new Sqlite(file, { timeout: LOCK_TIMEOUT_MS })
    await switchToWal(open)
  } catch (error) {
    throw failed(error)
  }
  return {
    createTable: async () => {
      open.exec(
        `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
          "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
          "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
          "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
        )`,
      )
    },
    listApplied: async () => open.prepare(SELECT).all() as AppliedMigration[],
    run: async (name, sql) => {
      try {
        open.exec(sql)
      } catch (error) {
        throw migrationFailed(name, error)
      }
    },
    record: async (row) => {
      const now = new Date().toISOString().replace('Z', '+00:00')
      open.prepare(`INSERT INTO _prisma_migrations ${COLUMNS} VALUES (?, ?, ?, ?, ?, 1)`).run(...row, now, now)
    },
    withLock: async (work) => {
      // Table rebuilds turn foreign keys off, which SQLite ignores inside a transaction: so turn them off before, and
      // check after.
      open.pragma('foreign_keys = OFF')
      try {
        open.exec('BEGIN IMMEDIATE')
        await work()
        if ((open.pragma('foreign_key_check') as unknown[]).length > 0)
          throw new AppError(
            'database-broken',
            'A migration left rows that reference missing rows. Nothing was changed.',
          )
        open.exec('COMMIT')
      } catch (error) {
        if (open.inTransaction) open.exec('ROLLBACK')
        throw failed(error)
      }
    },
    close: async () => {
      open.close()
    },
  }
}

/**
 * WAL mode persists in the file; with it, readers do not wait for the writer. When two connections switch a new database at the
 * same time (each holds a shared lock that the other must release), SQLite fails one at once with SQLITE_BUSY and ignores the
 * busy timeout. That one retries.
 */
async function switchToWal(open: Database): Promise<void> {
  const untilMs = performance.now() + LOCK_TIMEOUT_MS
  for (;;) {
    try {
      open.pragma('journal_mode = WAL')
      return
    } catch (error) {
      if (!codeOf(error).startsWith('SQLITE_BUSY') || performance.now() >= untilMs) throw error
      await setTimeout(LOCK_RETRY_MS)
    }
  }
}

async function openPostgres(databaseUrl: string): Promise<MigrationTarget> {
  const { default: pg } = await import('pg')
  const failed = (error: unknown) => postgresError(databaseUrl, error)
  let open: InstanceType<typeof pg.Client>
  try {
    open = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
    // Without a listener, a connection that breaks between two queries would end the process.
    open.on('error', () => undefined)
    await open.connect()
  } catch (error) {
    throw failed(error)
  }
  return {
    createTable: async () => {
      await open.query(
        `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
          "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
          "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
          "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0
        )`,
      )
    },
    listApplied: async () => (await open.query<AppliedMigration>(SELECT)).rows,
    run: async (name, sql) => {
      try {
        await open.query(sql)
      } catch (error) {
        throw migrationFailed(name, error)
      }
    },
    record: async (row) => {
      await open.query(`INSERT INTO _prisma_migrations ${COLUMNS} VALUES ($1, $2, $3, now(), now(), 1)`, row)
    },
    withLock: async (work) => {
      try {
        // The lock that `prisma migrate` takes. It is released when the connection ends, at the latest.
        await open.query('SELECT pg_advisory_lock(72707369)')
        await open.query('BEGIN')
        await work()
        await open.query('COMMIT')
        await open.query('SELECT pg_advisory_unlock(72707369)')
      } catch (error) {
        throw failed(error)
      }
    },
    close: () => open.end(),
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function migrationFailed(name: string, error: unknown): AppError {
  return new AppError('database-broken', `Migration ${name} failed: ${reasonOf(error)}. Nothing was changed.`, {
    cause: error,
  })
}

function sqliteError(file: string, error: unknown): AppError {
  if (isAppError(error)) return error
  const code = codeOf(error)
  if (code.startsWith('SQLITE_READONLY'))
    return new AppError('data-dir-unwritable', `The server is not allowed to write to its database ${file}.`, {
      cause: error,
    })
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new AppError('database-unreachable', `Another program has locked the database ${file}.`, { cause: error })
  if (code.startsWith('SQLITE_CANTOPEN'))
    return new AppError('database-unreachable', `The database ${file} cannot be opened. Check DATABASE_URL.`, {
      cause: error,
    })
  return new AppError('database-broken', `The database ${file} cannot be used: ${reasonOf(error)}.`, { cause: error })
}

/**
 * Names the host and database, never the user or password. PostgreSQL's messages may quote the user, so we write our
 * own.
 */
function postgresError(databaseUrl: string, error: unknown): AppError {
  if (isAppError(error)) return error
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null
  const place = `${url?.host || 'the local socket'}, database "${decodeURIComponent(url?.pathname.slice(1) ?? '')}"`
  const code = codeOf(error)
  const unreachable = (what: string) =>
    new AppError('database-unreachable', `PostgreSQL at ${place}: ${what}. Check DATABASE_URL.`, { cause: error })
  if (code.startsWith('28')) return unreachable('it rejected the user name or password')
  if (code === '3D000') return unreachable('the database does not exist; create it with createdb')
  if (code.startsWith('08') || code.startsWith('57') || code === '53300')
    return unreachable(`it does not accept connections right now (${code})`)
  if (/^E[A-Z]+$/.test(code)) return unreachable(`it does not respond (${code})`)
  if (!/^[0-9A-Z]{5}$/.test(code)) return unreachable('it does not respond')
  return new AppError('database-broken', `PostgreSQL at ${place} could not be brought up to date (${code}).`, {
    cause: error,
  })
}
