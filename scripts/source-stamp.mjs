/** Tells whether the build is of these sources; small, because every start asks. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './prepare.mjs'

const SOURCES = [
  'app',
  'lib',
  'prisma',
  'public',
  'scripts',
  'server.ts',
  'package-lock.json',
  'next.config.mjs',
  'tsconfig.json',
]
export const stampFile = path.join(root, 'dist/stamp')

/** A hash over names and contents of everything the build reads. */
export function sourceStamp() {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const isFile = /\./.test(source)
    const files = isFile ? [source] : readdirSync(path.join(root, source), { recursive: true, withFileTypes: true })
    for (const file of files) {
      if (!isFile && !file.isFile()) continue
      const name = isFile ? file : path.relative(root, path.join(file.parentPath, file.name))
      if (name.includes('generated')) continue
      hash
        .update(name)
        .update('\0')
        .update(readFileSync(path.join(root, name)))
        .update('\0')
    }
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
