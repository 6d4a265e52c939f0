/**
 * Builds all that `npm start` runs: Prisma clients, pages, the server's bundle, the SDK and its tarball. Leaves a stamp of the
 * sources, so that `npm start` builds again only when something changed.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build as esbuild } from 'esbuild'
import { buildSdk } from './build-sdk.mjs'
import { ensureGenerated, root, run } from './prepare.mjs'
import { sourceStamp, stampFile } from './source-stamp.mjs'

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
