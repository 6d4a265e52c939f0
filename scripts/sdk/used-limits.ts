/**
 * Bundles the limits that a device uses instead of the whole table, most of which is the server's: 0.6 KB gzipped, which would
 * grow with every limit of the server. A stand-in made for each bundle, so it cannot fall behind the table.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build, type Plugin } from 'esbuild'
import { LIMITS } from '#lib/protocol/limits.ts'
import { root } from '#scripts/run-program.ts'

const TABLE = path.join(root, 'lib/protocol/limits.ts')

export const usedLimits: Plugin = {
  name: 'used-limits',
  setup({ initialOptions, onLoad }) {
    onLoad({ filter: /limits\.ts$/ }, async ({ path: file }) => {
      if (file !== TABLE) return undefined
      const plugins = (initialOptions.plugins ?? []).filter(({ name }) => name !== 'used-limits')
      const { metafile } = await build({ ...initialOptions, plugins, write: false, metafile: true })
      const used = new Set<string>()
      for (const input of Object.keys(metafile.inputs)) {
        const source = path.resolve(root, input)
        if (source === TABLE || !source.endsWith('.ts')) continue
        for (const [, name] of readFileSync(source, 'utf8').matchAll(/\bLIMITS\.(\w+)/g)) used.add(name as string)
      }
      const limits = Object.fromEntries(Object.entries(LIMITS).filter(([name]) => used.has(name)))
      return { contents: `export const LIMITS = ${JSON.stringify(limits)}`, loader: 'ts' }
    })
  },
}
