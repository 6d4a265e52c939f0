/** The folder of everything the server writes: the SQLite file and the generated secret. Readable by its owner only. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { AppError } from '../errors.ts'

/** Makes the folder (0700) when it is not there; throws `data-dir-unwritable`, naming it, when it cannot be used. */
export function ensureDataDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw new AppError(
      'data-dir-unwritable',
      `The server cannot write to its data folder ${dir}${reason}. Give it another one with AGENT_LOGGER_DATA_DIR=…`,
      { cause: error },
    )
  }
}
