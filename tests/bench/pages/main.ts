/**
 * `npm run bench:pages`: how much script the pages of the built server load in a real Chromium, gzipped: until a person can use
 * them, in a worker, and ahead when the browser has nothing else to do.
 */
import { chromium } from '@playwright/test'
import { needChromium } from '#scripts/need-programs.ts'
import { isBuilt } from '#scripts/source-stamp.mjs'
import { alignedTable } from '#tests/bench/report/aligned-table.ts'
import { startServer } from '#tests/support/start-server.ts'
import { weighPages } from './weigh-pages.ts'

if (!isBuilt()) throw new Error('build first: `npm run build`')
const executablePath = await needChromium()
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
})
const server = await startServer()
const weights = await weighPages(browser, server)
await browser.close()
await server.remove()

const kib = (bytes: number) => (bytes === 0 ? '' : (bytes / 1024).toFixed(1))
const rows = [...weights].map(([name, { startBytes, workerBytes, idleBytes }]) => [
  name,
  kib(startBytes),
  kib(workerBytes),
  kib(startBytes + workerBytes),
  kib(idleBytes),
])
const head = ['KiB of script, gzip -9', 'start', 'worker', 'start and worker', 'when idle']
console.log(alignedTable([head, ...rows]).join('\n'))
process.exit(0)
