/**
 * Makes what the sources need and git does not hold: the two generated Prisma clients, and for development the SDK
 * bundle. Quick when nothing changed. `node scripts/prepare.mjs [generate|dev]`.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.join(import.meta.dirname, '..')

/** Generates both clients unless they were generated from this very schema. */
export function ensureGenerated() {
  const models = readFileSync(path.join(root, 'prisma/models.prisma'))
  const version = readFileSync(path.join(root, 'node_modules/prisma/package.json'))
  const stamp = createHash('sha256').update(models).update(version).digest('hex')
  const stampFile = path.join(root, 'lib/db/generated/stamp')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  for (const provider of ['sqlite', 'postgresql']) {
    run('prisma', ['generate'], { DB_PROVIDER: provider }, 'pipe')
  }
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
}

/** Runs a program of node_modules/.bin in the project's root; ends this process when it fails. */
export function run(program, args, env = {}, stdio = 'inherit') {
  const bin = path.isAbsolute(program) ? program : path.join(root, 'node_modules/.bin', program)
  const { status, stdout, stderr } = spawnSync(bin, args, { cwd: root, env: { ...process.env, ...env }, stdio })
  if (status === 0) return
  if (stdio === 'pipe') process.stderr.write(`${stdout}${stderr}`)
  console.error(`agent-logger: ${program} ${args.join(' ')} failed`)
  process.exit(1)
}

if (process.argv[1] === import.meta.filename) {
  ensureGenerated()
  if (process.argv[2] === 'dev') {
    const { buildSdk } = await import('./build-sdk.mjs')
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
    await buildSdk({ outDir: path.join(root, 'dist/sdk'), version, minify: true })
  }
}
