/**
 * Builds all that `npm start` runs: Prisma clients, pages, the server's bundle, the SDK and its tarball. Leaves a stamp of the
 * sources, so that `npm start` builds again only when something changed.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build as esbuild } from 'esbuild'
import { buildSdk } from './build-sdk.mjs'
import { ensureGenerated, root, run } from './prepare.mjs'

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
const stampFile = path.join(root, 'dist/stamp')

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

export async function build() {
  rmSync(stampFile, { force: true })
  ensureGenerated()
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const stamp = sourceStamp()
  await buildSdk({ outDir: path.join(root, 'dist/sdk'), version, minify: true })
  run('next', ['build'], { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' })
  await esbuild({
    entryPoints: [path.join(root, 'server.ts')],
    outfile: path.join(root, 'dist/server.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
  writeFileSync(stampFile, stamp)
}

if (process.argv[1] === import.meta.filename) await build()
