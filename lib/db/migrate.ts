/**
 * Brings the database up to date at server start: applies prisma/<provider>/migrations under a lock and records them the
 * way `prisma migrate deploy` does, so both can be used on one database. What a connection can do is in
 * migration-target.ts.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { config } from '../config/env.ts'
import { AppError } from '../errors.ts'
import { isPostgres } from './client.ts'
import { type AppliedMigration, openTarget } from './migration-target.ts'

interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file, hex: what Prisma records. */
  checksum: string
}

/** Where the migrations are: the project's folder, and for tests and operators another database. */
export interface MigrateOptions {
  root?: string
  databaseUrl?: string
}

/** Returns the names of what was applied now. Throws `database-unreachable`, `-newer`, `-broken` or `data-dir-unwritable`. */
export async function migrate({ root = process.cwd(), databaseUrl = config().databaseUrl }: MigrateOptions = {}) {
  const provider = isPostgres(databaseUrl) ? 'postgresql' : 'sqlite'
  const known = readMigrations(path.join(root, 'prisma', provider, 'migrations'))
  const target = await openTarget(databaseUrl)
  const applied: string[] = []
  try {
    await target.locked(async () => {
      await target.createTable()
      for (const { name, sql, checksum } of pendingMigrations(known, await target.applied())) {
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

/** In the order of their names, which begin with their time. */
function readMigrations(dir: string): Migration[] {
  let names: string[]
  try {
    names = readdirSync(dir).filter((name) => /^\d/.test(name))
  } catch (error) {
    throw new AppError('database-broken', `The program's migrations are not in ${dir}: is the installation complete?`, {
      cause: error,
    })
  }
  return names.sort().map((name) => {
    const sql = readFileSync(path.join(dir, name, 'migration.sql'), 'utf8')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

/** What is left to apply; throws when the database and the program do not belong together. */
export function pendingMigrations(known: Migration[], rows: AppliedMigration[]): Migration[] {
  const current = rows.filter((row) => !row.rolled_back_at)
  const failed = current.find((row) => !row.finished_at)
  if (failed)
    throw new AppError(
      'database-broken',
      `Migration ${failed.migration_name} failed earlier and left the database half changed. Restore a backup, or repair it with \`prisma migrate resolve\`.`,
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
        `Migration ${row.migration_name} is not the one this database was made with. Restore the program's own file.`,
      )
  }
  const done = new Set(current.map((row) => row.migration_name))
  return known.filter(({ name }) => !done.has(name))
}
