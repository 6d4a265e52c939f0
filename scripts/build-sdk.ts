/**
 * Builds what devices load from the server: `agent-logger.js` for script tags and `agent-logger.tgz` for npm, which also carries
 * the command line. Works offline; the packed package needs no other package.
 */
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './run-program.ts'
import { type BundleOptions, bundleForPackage, bundleForScriptTags } from './sdk/bundles.ts'
import { emitDeclarations } from './sdk/declarations.ts'
import { packageManifest } from './sdk/manifest.ts'
import { completeSourceMaps } from './sdk/source-maps.ts'

/** The most that `agent-logger.js` may have gzipped, as the SDK's README promises. A test holds it. */
export const SCRIPT_GZIP_BYTES_MAX = 30 * 1024

/** Writes the files into `outDir`. Returns the gzipped size of `agent-logger.js` in bytes. */
export async function buildSdk(outDir: string, options: Partial<BundleOptions> = {}): Promise<{ gzipBytes: number }> {
  const { version = ownVersion(), minify = true } = options
  mkdirSync(outDir, { recursive: true })
  await bundleForScriptTags(outDir, { version, minify })
  completeSourceMaps(outDir)
  const staging = mkdtempSync(path.join(tmpdir(), 'agent-logger-sdk-'))
  try {
    const packageDir = path.join(staging, 'package')
    mkdirSync(packageDir)
    await bundleForPackage(packageDir, { version, minify })
    completeSourceMaps(packageDir)
    emitDeclarations(packageDir)
    writeFileSync(path.join(packageDir, 'package.json'), `${JSON.stringify(packageManifest(version), null, 2)}\n`)
    copyFileSync(path.join(root, 'LICENSE'), path.join(packageDir, 'LICENSE'))
    copyFileSync(path.join(root, 'lib/sdk/README.md'), path.join(packageDir, 'README.md'))
    pack(packageDir, path.join(outDir, 'agent-logger.tgz'))
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  const source = readFileSync(path.join(outDir, 'agent-logger.js'))
  const gzipBytes = gzipSync(source, { level: 9 }).length
  console.log(`agent-logger.js: ${source.length} bytes, ${gzipBytes} gzipped (at most ${SCRIPT_GZIP_BYTES_MAX})`)
  console.log(`agent-logger.tgz: ${statSync(path.join(outDir, 'agent-logger.tgz')).size} bytes`)
  return { gzipBytes }
}

function ownVersion(): string {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version
}

/** Packs a folder as npm does; the target changes all at once. */
function pack(packageDir: string, target: string): void {
  const packed = path.join(packageDir, '../packed')
  mkdirSync(packed)
  const args = ['pack', '--ignore-scripts', '--silent', '--offline', '--pack-destination', packed]
  execFileSync('npm', args, { cwd: packageDir, stdio: ['ignore', 'ignore', 'inherit'] })
  const [name = ''] = readdirSync(packed)
  copyFileSync(path.join(packed, name), `${target}.new`)
  renameSync(`${target}.new`, target)
}

if (process.argv[1] === import.meta.filename) await buildSdk(path.join(root, 'dist/sdk'))
