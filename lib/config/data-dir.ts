/** The folder of everything the server writes: the SQLite file and the generated secret. Readable by its owner only. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../errors.ts'

/** Makes the folder (0700) when it is not there; throws `data-dir-unwritable`, naming it, when it cannot be used. */
export function ensureDataDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    // Asking for the right is not enough: root has it on file systems that take no files.
    // Random, not the process id: in two containers on one folder both are 1.
    const probe = path.join(dir, `.probe-${randomUUID()}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw new AppError(
      'data-dir-unwritable',
      `The server cannot write to its data folder ${dir}${reason}. Give it another one with AGENT_LOGGER_DATA_DIR=…`,
      { cause: error },
    )
  }
}
