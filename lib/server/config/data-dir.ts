/** The folder for everything the server writes: the SQLite file and the generated secret. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '#lib/protocol/app-error.ts'

/**
 * Creates the folder (mode 0700) if needed; private-files.ts makes an existing one private. Throws `data-dir-unwritable`,
 * which names the folder, when it cannot be used.
 */
export function ensureDataDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    // Writes a file instead of checking permissions: root has permission even on file systems that accept no files.
    // The name is random instead of the process id, which is 1 in each of two containers that share a folder.
    const probe = path.join(dir, `.probe-${randomUUID()}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw new AppError(
      'data-dir-unwritable',
      `The server cannot write to its data folder ${dir}${reason}. Choose another one with AGENT_LOGGER_DATA_DIR=…`,
      { cause: error },
    )
  }
}
