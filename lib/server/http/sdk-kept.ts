/** The folder of pinned files, where they outlive the build that made them. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isPinnedName, SDK_NAMES } from './sdk-names.ts'

/** The newest 20 builds. Files that two builds share count once, so there may be more. */
const KEPT_MAX = 20 * SDK_NAMES.length

/** Adds this build's files, forgets the oldest, and returns the names of all, the newest first. */
export async function keepFiles(dir: string, pinned: ReadonlyMap<string, Uint8Array>): Promise<Set<string>> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const now = new Date()
    for (const [name, bytes] of pinned) {
      const target = path.join(dir, name)
      // Complete under its name or not there at all; several processes may write the same.
      const draft = `${target}.${process.pid}.new`
      await writeFile(draft, bytes, { mode: 0o600 })
      await utimes(draft, now, now)
      await rename(draft, target)
    }
    const names = (await readdir(dir)).filter((name) => isPinnedName(name))
    const times = await Promise.all(
      names.map(async (name) => ({ name, atMs: (await stat(path.join(dir, name))).mtimeMs })),
    )
    times.sort((a, b) => b.atMs - a.atMs)
    for (const { name } of times.splice(KEPT_MAX)) await rm(path.join(dir, name), { force: true })
    return new Set(times.map(({ name }) => name))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    console.error(
      `${new Date().toISOString()} the SDK's files could not be kept in ${dir}${reason}: after an upgrade, pages that pin them load nothing`,
    )
    return new Set()
  }
}

/** Name of each kept tarball by its integrity, `sha512-…`. */
export async function keptTarballs(dir: string, kept: ReadonlySet<string>): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const name of kept) {
    if (!name.endsWith('.tgz')) continue
    const bytes = await readFile(path.join(dir, name)).catch(() => null) // deleted meanwhile
    if (bytes) found.set(integrity('sha512', bytes), name)
  }
  return found
}

/** As `integrity` attributes and lock files spell it. */
export function integrity(algorithm: 'sha384' | 'sha512', bytes: Uint8Array): string {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`
}
