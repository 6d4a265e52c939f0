/** Opens the server's own database as the server does: data folder, settings, migrations. */
import { ensureDataDir } from '#lib/server/config/data-dir.ts'
import { startConfig } from '#lib/server/config/env.ts'
import { createPrivateFiles, tightenModes } from '#lib/server/config/private-files.ts'
import { closeDb, databaseFile } from '#lib/server/db/client.ts'
import { migrate } from '#lib/server/db/migrate.ts'

export async function withDatabase<T>(act: () => Promise<T>): Promise<T> {
  const { dataDir, databaseUrl } = startConfig()
  createPrivateFiles()
  ensureDataDir(dataDir)
  // What stays open to others is the server's to report: it starts with the same settings.
  tightenModes({ dataDir, databaseFile: databaseFile(databaseUrl) })
  await migrate()
  try {
    return await act()
  } finally {
    await closeDb()
  }
}
