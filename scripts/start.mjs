/** `npm start`: builds when the sources changed since the last build, then runs the server in this process. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`agent-logger: Node 20.19 or newer is needed; this is ${process.versions.node}.`)
  process.exit(1)
}

const { isBuilt } = await import('./source-stamp.mjs')
if (!isBuilt()) {
  console.log('Building (once, and again when the sources change) …')
  const { build } = await import('./build.mjs')
  await build()
}
process.env.NODE_ENV = 'production'
// Engine.IO's debug output prints packets, and packets are content.
delete process.env.DEBUG
process.chdir(path.join(import.meta.dirname, '..'))
await import(pathToFileURL(path.join(import.meta.dirname, '../dist/server.mjs')).href)
