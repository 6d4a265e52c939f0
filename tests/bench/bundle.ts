/**
 * Bundles the benches' worker processes as `npm start` bundles the server, so that what is measured is what runs in
 * production and not a loader's translation. The bundles lie in `dist/bench`, where they find the installed packages.
 */
import path from 'node:path'
import { build } from 'esbuild'

const root = path.join(import.meta.dirname, '../..')
const outdir = path.join(root, 'dist/bench')

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
