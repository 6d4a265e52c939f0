/** The server's own database, opened as the server opens it: data folder, settings, migrations. */
import { ensureDataDir } from '#lib/config/data-dir.ts'
import { startConfig } from '#lib/config/env.ts'
import { closeDb } from '#lib/db/client.ts'
import { migrate } from '#lib/db/migrate.ts'

export async function withDatabase<T>(act: () => Promise<T>): Promise<T> {
  const { dataDir } = startConfig()
  ensureDataDir(dataDir)
  await migrate()
  try {
    return await act()
  } finally {
    await closeDb()
  }
}
