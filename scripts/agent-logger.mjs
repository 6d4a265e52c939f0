// @ts-check
/**
 * `npm run -s agent-logger -- VERB`: the command line. In a built tree it runs the bundle and needs no development packages;
 * otherwise it runs the sources. Plain JavaScript, as start.mjs is.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { isBuilt } from './source-stamp.mjs'

const root = path.join(import.meta.dirname, '..')
const bundle = path.join(root, 'dist/cli/run.js')

if (isBuilt() && existsSync(bundle)) {
  process.chdir(root)
  process.env.NODE_ENV ??= 'production'
  await import(pathToFileURL(bundle).href)
} else {
  const { register } = await import('tsx/esm/api').catch(() => {
    console.error('agent-logger: the sources changed since the last build. Run npm ci and npm run build first.')
    process.exit(1)
  })
  register()
  await import(pathToFileURL(path.join(root, 'scripts/agent-logger.ts')).href)
}
