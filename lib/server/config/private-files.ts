/**
 * Keeps the data folder, the database and the secret from other users of the machine, also in a folder that somebody else
 * made: a volume, or a plain `mkdir data`. On Windows, where modes mean nothing, it does nothing.
 */
import { chmodSync, lstatSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'

export interface PrivatePlaces {
  dataDir: string
  /** Null when the database is not a file. */
  databaseFile: string | null
}

/** A path that other users can read or change, although it should be private. */
export interface LooseMode {
  path: string
  /** Permission bits, such as 0o755. */
  mode: number
  /** `shared`: a folder that other programs use too; `ignored`: the file system keeps no modes. */
  reason: 'not-owner' | 'shared' | 'ignored'
}

const GROUP_AND_OTHERS = 0o077
const OTHERS = 0o007
const STICKY = 0o1000

/** SQLite gives files that it creates beside a database the mode of the database; these are left from an earlier run. */
const DATABASE_SUFFIXES = ['', '-wal', '-shm', '-journal']

/** What this process creates from now on is private. Call before the database is opened. */
export function createPrivateFiles(): void {
  process.umask(process.umask() | GROUP_AND_OTHERS)
}

/**
 * Takes the group's and others' rights away from what exists, and returns what is still open to them. A folder that other
 * programs use, such as /tmp or the folder that the server starts in, keeps its mode.
 */
export function tightenModes(places: PrivatePlaces): LooseMode[] {
  if (process.platform === 'win32') return []
  return pathsOf(places).flatMap((file) => {
    const found = statOf(file)
    // What is named as the database may be a folder, even `/`; opening it says so.
    if (found?.isDirectory() && file !== places.dataDir) return []
    return found ? (tighten(file, found, file === places.dataDir && isShared(file, found)) ?? []) : []
  })
}

/** One line with advice. */
export function looseModeLine({ path: file, mode, reason }: LooseMode): string {
  const found = `Other users of this machine may read ${file} (mode ${mode.toString(8).padStart(4, '0')})`
  switch (reason) {
    case 'not-owner':
      return `${found}, and this server does not own it: let its owner run chmod go-rwx, or set AGENT_LOGGER_DATA_DIR.`
    case 'shared':
      return `${found}, and other programs use it: set AGENT_LOGGER_DATA_DIR to a folder of the server's own.`
    case 'ignored':
      return `${found}, and its file system keeps no modes: set AGENT_LOGGER_DATA_DIR to a folder on another one.`
  }
}

function pathsOf({ dataDir, databaseFile }: PrivatePlaces): string[] {
  const database = databaseFile === null ? [] : DATABASE_SUFFIXES.map((suffix) => databaseFile + suffix)
  return [dataDir, path.join(dataDir, 'secret'), ...database]
}

function tighten(file: string, { mode, uid }: Stats, isShared: boolean): LooseMode | null {
  const loose = (left: number, reason: LooseMode['reason']) => ({ path: file, mode: left & 0o777, reason })
  if ((mode & GROUP_AND_OTHERS) === 0) return null
  if (isShared) return loose(mode, 'shared')
  try {
    chmodSync(file, mode & 0o7777 & ~GROUP_AND_OTHERS)
  } catch {
    // In somebody else's folder, the group's right may be how this server gets in.
    const isOurs = uid === process.getuid?.()
    return (mode & (isOurs ? GROUP_AND_OTHERS : OTHERS)) === 0 ? null : loose(mode, isOurs ? 'ignored' : 'not-owner')
  }
  const left = statOf(file)?.mode ?? 0
  return (left & GROUP_AND_OTHERS) === 0 ? null : loose(left, 'ignored')
}

function isShared(dir: string, { mode }: Stats): boolean {
  return (mode & STICKY) !== 0 || [path.parse(dir).root, process.cwd()].includes(path.resolve(dir))
}

/** Null for what does not exist, and for a link: its target may be anywhere. The data folder itself may be one. */
function statOf(file: string): Stats | null {
  try {
    const found = lstatSync(file)
    if (!found.isSymbolicLink()) return found
    const target = statSync(file)
    return target.isDirectory() ? target : null
  } catch {
    return null
  }
}
