/**
 * Bundles the benches' worker processes as `npm start` bundles the server, so that what is measured is what runs in
 * production and not a loader's translation. The bundles lie under `dist`, where they find the installed packages, until the run ends.
 */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'

const root = path.join(import.meta.dirname, '../..')
/** Of this run alone: two at the same time must not change each other's programs. */
const outdir = path.join(root, `dist/bench-${process.pid}`)
process.once('exit', () => rmSync(outdir, { recursive: true, force: true }))

const WORKERS = { 'node-server': 'servers/node-server.ts', load: 'load/load.ts' } as const
export type WorkerName = keyof typeof WORKERS

export async function bundleWorkers(): Promise<void> {
  await build({
    entryPoints: Object.entries(WORKERS).map(([out, file]) => ({ in: path.join(import.meta.dirname, file), out })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
}

export function bundleOf(name: WorkerName): string {
  return path.join(outdir, `${name}.mjs`)
}
