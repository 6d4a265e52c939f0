/** Whether the data folder can be written, has room, and is closed to other users of the machine. */
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import { ensureDataDir } from '#lib/server/config/data-dir.ts'
import type { Config } from '#lib/server/config/env.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

/** Below this much free space the database may soon fail to grow. */
const FREE_BYTES_MIN = 200 * 1024 * 1024

/** Creates nothing: a folder that does not exist yet is fine. */
export function diskFindings({ dataDir }: Pick<Config, 'dataDir'>): Finding[] {
  const about = 'data folder'
  if (!existsSync(dataDir)) return [ok(about, `${dataDir} does not exist yet; the server creates it.`)]
  try {
    ensureDataDir(dataDir)
  } catch {
    return [
      problem(about, `The server cannot write to ${dataDir}.`, 'Choose another folder with AGENT_LOGGER_DATA_DIR.'),
    ]
  }
  const { bavail, bsize } = statfsSync(dataDir)
  const freeBytes = bavail * bsize
  const free = `${Math.floor(freeBytes / 1024 / 1024)} MiB are free`
  return [
    freeBytes < FREE_BYTES_MIN
      ? warning(about, `Only ${free} in ${dataDir}.`, 'Free some space; the database needs it to grow.')
      : ok(about, `${dataDir} is writable, and ${free}.`),
    modesFinding(dataDir),
  ]
}

/** Windows has no such modes. */
function modesFinding(dataDir: string): Finding {
  const about = 'file modes'
  if (process.platform === 'win32') return ok(about, 'This system has no file modes.')
  const names = ['.', ...readdirSync(dataDir).filter((name) => /^secret$|\.db(-wal|-shm|-journal)?$/.test(name))]
  const open = names.filter((name) => (statSync(path.join(dataDir, name)).mode & 0o077) !== 0)
  if (open.length === 0) return ok(about, 'Only the owner of the data folder can read it.')
  const shown = open.map((name) => path.join(dataDir, name)).join(', ')
  return warning(
    about,
    `Other users of this machine can read ${shown}.`,
    `Run chmod 700 ${dataDir} && chmod 600 ${path.join(dataDir, '*')}.`,
  )
}
