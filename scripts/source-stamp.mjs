// @ts-check
/**
 * Tells whether the build matches the sources. Plain JavaScript without dependencies, because `npm start` runs it on a built tree
 * that may lack the development packages.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
const FOLDERS = ['app', 'lib', 'prisma', 'public', 'scripts']
const FILES = ['server.ts', 'package-lock.json', 'next.config.mjs', 'tsconfig.json']

export const stampFile = path.join(root, 'dist/stamp')

/** A hash over the names and contents of everything the build reads. */
export function sourceStamp() {
  const hash = createHash('sha256')
  const names = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
  )
  for (const name of [...names.filter((file) => !file.includes('generated')).sort(), ...FILES]) {
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(path.join(root, name)))
      .update('\0')
  }
  return hash.digest('hex')
}

export function isBuilt() {
  return (
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === sourceStamp() &&
    existsSync(path.join(root, '.next/BUILD_ID'))
  )
}
