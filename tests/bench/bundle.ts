/**
 * Bundles the benchmark workers as `npm start` bundles the server, so that the measured code is what runs in production and not
 * a loader's translation. The bundles stay under `dist`, where they find the installed packages, until the run ends.
 */
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'

const root = path.join(import.meta.dirname, '../..')
/** A folder for this run only, so that two runs at the same time do not overwrite each other's programs. */
const outdirOf = (checkout: string) => path.join(checkout, `dist/bench-${process.pid}`)

const WORKERS = {
  'node-server': 'servers/node-server.ts',
  load: 'load/load.ts',
  strangers: 'load/strangers.ts',
  receiver: 'servers/receiver.ts',
} as const
export type WorkerName = keyof typeof WORKERS

/** `checkout`: root of the tree whose workers to bundle, with its packages installed. */
export async function bundleWorkers(checkout = root): Promise<void> {
  const outdir = outdirOf(checkout)
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }))
  await build({
    absWorkingDir: checkout,
    // Another checkout may be older than some of them.
    entryPoints: Object.entries(WORKERS)
      .map(([out, file]) => ({ in: path.join(checkout, 'tests/bench', file), out }))
      .filter((entry) => existsSync(entry.in)),
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

export function bundleOf(name: WorkerName, checkout = root): string {
  return path.join(outdirOf(checkout), `${name}.mjs`)
}
