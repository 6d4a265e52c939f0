// @ts-check
/**
 * `npm start`: builds if the sources changed since the last build, then runs the server in this process.
 *
 * This file and source-stamp.mjs stay plain JavaScript: a built tree must start without the development packages, and the check of
 * Node's version must run on the versions it rejects. The build runs in a process of its own, so that nothing it loaded or
 * started is left when the server runs.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`agent-logger: Node 20.19 or newer is needed; this is ${process.versions.node}.`)
  process.exit(1)
}

const root = path.join(import.meta.dirname, '..')
process.chdir(root)
const { isBuilt } = await import('./source-stamp.mjs')
if (!isBuilt()) {
  console.log('Building, because the sources changed since the last build (or this is the first start).')
  await build()
}
process.env.NODE_ENV = 'production'
// Engine.IO's debug output prints packets, and packets are content.
delete process.env.DEBUG
await import(pathToFileURL(path.join(root, 'dist/server.mjs')).href)

/** Ends this process when the build does not succeed. A stop signal goes to all processes of the build: it is a group of its own. */
async function build() {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { stdio: 'inherit', detached: true })
  const stop = (/** @type {NodeJS.Signals} */ signal) => process.kill(-Number(child.pid), signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  const [code, signal] = await once(child, 'exit')
  for (const signal of signals) process.off(signal, stop)
  if (code === 0) return
  console.error(
    signal
      ? `agent-logger: ${signal} stopped the build.`
      : 'agent-logger: the build failed. If it misses a package, run npm ci.',
  )
  process.exit(1)
}
