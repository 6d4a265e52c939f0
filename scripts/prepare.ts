/**
 * Generates what the sources import and git does not hold: the two Prisma clients, the script of the page on the LAN and, for
 * development, the SDK's files. Quick when nothing changed. `node --import tsx scripts/prepare.ts [generate|dev]`.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { generateLanPage } from './lan-page.ts'
import { root, run } from './run-program.ts'

/** Generates every module that the sources import. */
export function ensureGenerated(): void {
  generateLanPage()
  ensurePrismaClients()
}

/** Generates both Prisma clients, unless the present ones come from this schema and this version of Prisma. */
function ensurePrismaClients(): void {
  const models = readFileSync(path.join(root, 'prisma/models.prisma'))
  const version = readFileSync(path.join(root, 'node_modules/prisma/package.json'))
  const stamp = createHash('sha256').update(models).update(version).digest('hex')
  const stampFile = path.join(root, 'lib/server/db/generated/stamp')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  for (const provider of ['sqlite', 'postgresql']) {
    run('prisma', ['generate'], { DB_PROVIDER: provider }, 'pipe')
  }
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
}

if (process.argv[1] === import.meta.filename) {
  ensureGenerated()
  if (process.argv[2] === 'dev') {
    const { buildSdk } = await import('./build-sdk.ts')
    await buildSdk(path.join(root, 'dist/sdk'))
  }
}
