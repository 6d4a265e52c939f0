/**
 * Brings the database up to date when the server starts. Applies prisma/<provider>/migrations under a lock and records them as
 * `prisma migrate deploy` does, so that both work on the same database. migration-target.ts implements what a connection
 * can do.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '#lib/protocol/app-error.ts'
import { config } from '#lib/server/config/env.ts'
import { isPostgres } from './client.ts'
import { type AppliedMigration, openTarget } from './migration-target.ts'

interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file in hex, as Prisma records it. */
  checksum: string
}

/** Where the migrations are (default: the working directory), and for tests and operators another database. */
export interface MigrateOptions {
  root?: string
  databaseUrl?: string
}

/**
 * Returns the names of the migrations it applied. Throws `database-unreachable`, `-newer`, `-broken` or
 * `data-dir-unwritable`.
 */
export async function migrate({ root = process.cwd(), databaseUrl = config().databaseUrl }: MigrateOptions = {}) {
  const provider = isPostgres(databaseUrl) ? 'postgresql' : 'sqlite'
  const known = readMigrations(path.join(root, 'prisma', provider, 'migrations'))
  const target = await openTarget(databaseUrl)
  const applied: string[] = []
  try {
    await target.withLock(async () => {
      await target.createTable()
      for (const { name, sql, checksum } of pendingMigrations(known, await target.listApplied())) {
        await target.run(name, sql)
        await target.record([randomUUID(), checksum, name])
        applied.push(name)
      }
    })
  } finally {
    await target.close()
  }
  return applied
}

/** What the next start would apply; changes nothing. Throws as {@link migrate} does. */
export async function pendingMigrationNames({
  root = process.cwd(),
  databaseUrl = config().databaseUrl,
}: MigrateOptions = {}): Promise<string[]> {
  const provider = isPostgres(databaseUrl) ? 'postgresql' : 'sqlite'
  const known = readMigrations(path.join(root, 'prisma', provider, 'migrations'))
  const target = await openTarget(databaseUrl)
  try {
    // An empty database has no list of migrations yet.
    const applied = await target.listApplied().catch(() => [])
    return pendingMigrations(known, applied).map(({ name }) => name)
  } finally {
    await target.close()
  }
}

/** Sorted by name; names begin with a timestamp. */
function readMigrations(dir: string): Migration[] {
  let names: string[]
  try {
    names = readdirSync(dir).filter((name) => /^\d/.test(name))
  } catch (error) {
    throw new AppError('database-broken', `The migrations are missing from ${dir}. Is the installation complete?`, {
      cause: error,
    })
  }
  return names.sort().map((name) => {
    const sql = readFileSync(path.join(dir, name, 'migration.sql'), 'utf8')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

/** The migrations left to apply. Throws when the database does not match this program. */
export function pendingMigrations(known: Migration[], rows: AppliedMigration[]): Migration[] {
  const current = rows.filter((row) => !row.rolled_back_at)
  const failed = current.find((row) => !row.finished_at)
  if (failed)
    throw new AppError(
      'database-broken',
      `Migration ${failed.migration_name} failed earlier and left the database partly migrated. Restore a backup, or repair it with \`prisma migrate resolve\`.`,
    )
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  for (const row of current) {
    const migration = byName.get(row.migration_name)
    if (!migration)
      throw new AppError(
        'database-newer',
        `The database has migration ${row.migration_name}, which this program does not know: a newer Agent Logger wrote it. Update the program, or restore an older backup.`,
      )
    if (migration.checksum !== row.checksum)
      throw new AppError(
        'database-broken',
        `Migration ${row.migration_name} differs from the one this database was created with. Restore the unmodified file.`,
      )
  }
  const done = new Set(current.map((row) => row.migration_name))
  return known.filter(({ name }) => !done.has(name))
}
