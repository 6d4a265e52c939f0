/**
 * The source maps beside the built files. They list every source as not the app's own, so that DevTools names the app's line for a
 * console call that goes through the SDK, and debuggers step over it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '#scripts/run-program.ts'

/** Where sources are said to lie: nothing is served there, and it names no folder of the machine that built them. */
export const SOURCE_ROOT = 'agent-logger:///'

/** Completes all maps of the folder that esbuild wrote them to. */
export function completeSourceMaps(dir: string): void {
  for (const file of readdirSync(dir).filter((name) => name.endsWith('.map'))) {
    const at = path.join(dir, file)
    const map = JSON.parse(readFileSync(at, 'utf8')) as { sources: string[] }
    const sources = map.sources.map((source) => sourceName(source, dir))
    const all = sources.map((_source, i) => i)
    // The name of the standard, and the older one that Chrome 93 to 117 know.
    writeFileSync(at, JSON.stringify({ ...map, sources, ignoreList: all, x_google_ignoreList: all }))
  }
}

/** esbuild gives paths from the map's folder, and `namespace:name` for what no file has. */
function sourceName(source: string, dir: string): string {
  const isFile = source.startsWith('.')
  return SOURCE_ROOT + (isFile ? path.relative(root, path.resolve(dir, source)) : source.replace(':', '/'))
}
