/** Bundles for pages, web workers and service workers, run in Chromium. */
import path from 'node:path'
import type { Browser } from '@playwright/test'
import { build as esbuild } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rollupTo, viteForPage, webpackTo } from './bundlers.ts'
import { type Consumer, consumer } from './consumer.ts'
import { openBrowser, serveFolder } from './page.ts'

let app: Consumer
let browser: Browser
let site: Awaited<ReturnType<typeof serveFolder>>
let entry: string
beforeAll(async () => {
  app = await consumer()
  entry = app.write('entry.mjs', PROGRAM)
  browser = await openBrowser()
  site = await serveFolder(app.dir)
})
afterAll(async () => {
  await browser?.close()
  site?.close()
  await app.remove()
})

/** The same in pages and workers: all have a `location`. */
const PROGRAM = `import { startAgentLogger } from 'agent-logger'
const asked = new URLSearchParams(location.search)
const logger = startAgentLogger({
  server: asked.get('server'), token: 'agl_d_x', name: asked.get('name'), captureConsole: true, captureErrors: true,
})
logger.info('one')
setTimeout(() => console.log('two'), 100)
`

const BUNDLERS: Record<string, { type: 'classic' | 'module'; bundle: (outfile: string) => Promise<unknown> }> = {
  'esbuild (iife)': {
    type: 'classic',
    bundle: (outfile) => esbuild({ entryPoints: [entry], outfile, bundle: true, format: 'iife', logLevel: 'warning' }),
  },
  'esbuild (esm)': {
    type: 'module',
    bundle: (outfile) => esbuild({ entryPoints: [entry], outfile, bundle: true, format: 'esm', logLevel: 'warning' }),
  },
  webpack: { type: 'classic', bundle: (outfile) => webpackTo(entry, outfile, { target: 'web', format: 'iife' }) },
  'webpack (webworker)': {
    type: 'classic',
    bundle: (outfile) => webpackTo(entry, outfile, { target: 'webworker', format: 'iife' }),
  },
  rollup: { type: 'module', bundle: (outfile) => rollupTo(entry, outfile, { format: 'esm', platform: 'browser' }) },
  Vite: { type: 'module', bundle: (outfile) => viteForPage(entry, outfile) },
}

const PLACES: Record<string, (script: string, type: string) => string> = {
  page: (script, type) => `<script ${type === 'module' ? 'type="module"' : ''} src="${script}"></script>`,
  'web worker': (script, type) => `<script>new Worker('${script}' + location.search, { type: '${type}' })</script>`,
  'service worker': (script, type) =>
    `<script>navigator.serviceWorker.register('${script}' + location.search, { type: '${type}' })</script>`,
}

test.each(
  Object.keys(BUNDLERS).flatMap((bundler) =>
    Object.keys(PLACES)
      .filter((place) => !bundler.includes('webworker') || place !== 'page')
      .map((place) => [bundler, place]),
  ),
)('%s: records of a %s arrive', async (bundler = '', place = '') => {
  const { type, bundle } = BUNDLERS[bundler] ?? expect.fail()
  const find = app.sessions()
  const name = `${bundler} ${place}`
  const folder = name.replace(/\W+/g, '-')
  await bundle(path.join(app.dir, folder, 'out.js'))
  app.write(`${folder}/index.html`, `<!doctype html><body></body>${PLACES[place]?.('out.js', type)}`)
  const page = await browser.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  await page.goto(`${site.url}/${folder}/index.html?${new URLSearchParams({ server: app.relay.url, name })}`)
  await expect.poll(() => find(name), { timeout: 20_000 }).toMatchObject({ head: 2 })
  expect(faults).toEqual([])
  await page.close()
})
