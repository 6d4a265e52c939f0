/**
 * `npm run build`: builds everything that `npm start` runs, says how long each part took, and leaves a stamp of the sources, so
 * that `npm start` builds again only after a change.
 */
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type BuildOptions, build as esbuild, stop as stopEsbuild } from 'esbuild'
import { buildSdk } from './build-sdk.ts'
import { ensureGenerated } from './prepare.ts'
import { root, run } from './run-program.ts'
import { sbomFile, sbomText } from './sbom.ts'
import { sourceStamp, stampFile } from './source-stamp.mjs'

const PARTS: readonly [name: string, build: () => unknown][] = [
  ['Prisma clients and LAN page', ensureGenerated],
  ['SDK', () => buildSdk(path.join(root, 'dist/sdk'))],
  ['pages', () => run('next', ['build'], { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' })],
  ['server', bundleServer],
  ['command line', bundleCommandLine],
  ['list of packages (SBOM)', () => writeFileSync(sbomFile, sbomText())],
]

/** Ends this process with exit code 1 when a part cannot be built. */
export async function build(): Promise<void> {
  rmSync(stampFile, { force: true })
  const stamp = sourceStamp()
  const times: string[] = []
  const startMs = performance.now()
  for (const [i, [name, buildPart]] of PARTS.entries()) {
    console.log(`Building ${i + 1} of ${PARTS.length}: ${name}`)
    const partStartMs = performance.now()
    await buildPart()
    times.push(`${name} ${secondsSince(partStartMs)}`)
  }
  // Ends the service process that esbuild keeps for the next call.
  await stopEsbuild()
  writeFileSync(stampFile, stamp)
  console.log(`Built in ${secondsSince(startMs)}: ${times.join(', ')}`)
}

const FOR_NODE: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
}

async function bundleServer(): Promise<void> {
  await esbuild({
    ...FOR_NODE,
    entryPoints: [path.join(root, 'server.ts')],
    outfile: path.join(root, 'dist/server.mjs'),
  })
}

/** In parts, so that `pipe` does not load what opens the database. */
async function bundleCommandLine(): Promise<void> {
  const outdir = path.join(root, 'dist/cli')
  rmSync(outdir, { recursive: true, force: true })
  await esbuild({ ...FOR_NODE, entryPoints: [path.join(root, 'lib/cli/run.ts')], outdir, splitting: true })
}

function secondsSince(startMs: number): string {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`
}

if (process.argv[1] === import.meta.filename) await build()
