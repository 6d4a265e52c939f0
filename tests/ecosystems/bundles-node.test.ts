/** Programs for Node and Electron that a bundler made into one file, with the package in it. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { build as esbuild } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rollupTo, viteForNode, webpackTo } from './bundlers.ts'
import { type Consumer, consumer, twoRecords } from './consumer.ts'

let app: Consumer
beforeAll(async () => {
  app = await consumer()
})
afterAll(() => app.remove())

type Bundle = (entry: string, outfile: string, format: 'esm' | 'cjs') => Promise<unknown>
const BUNDLERS: Record<string, Bundle> = {
  esbuild: (entry, outfile, format) =>
    esbuild({ entryPoints: [entry], outfile, format, bundle: true, platform: 'node', logLevel: 'warning' }),
  webpack: (entry, outfile, format) => webpackTo(entry, outfile, { target: 'node', format }),
  rollup: (entry, outfile, format) => rollupTo(entry, outfile, { format, platform: 'node' }),
  Vite: viteForNode,
}

test.each(
  Object.keys(BUNDLERS).flatMap((bundler) => [
    [bundler, 'esm', 'import'],
    [bundler, 'cjs', 'import'],
    [bundler, 'cjs', 'require'],
  ]),
)('%s makes one %s file of a program with %s: it runs without node_modules', async (bundler, format, load) => {
  const find = app.sessions()
  const device = `${bundler} ${format} ${load}`
  const entry = app.write(
    `entry.${load === 'import' ? 'mjs' : 'cjs'}`,
    twoRecords(device, load as 'import' | 'require'),
  )
  const outfile = path.join(app.dir, 'alone', `out.${format === 'esm' ? 'mjs' : 'cjs'}`)
  rmSync(path.dirname(outfile), { recursive: true, force: true })
  await BUNDLERS[bundler]?.(entry, outfile, format as 'esm' | 'cjs')
  const { code, stderr } = await app.run(process.execPath, [outfile, app.relay.url])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  await expect.poll(() => find(device)).toMatchObject({ head: 2, liveness: 'ended' })
  // The worker for the last words is part of the one file.
  expect(await app.run(process.execPath, [outfile, app.relay.url, 'exit'])).toMatchObject({ code: 7, stderr: '' })
  await expect.poll(() => find(`${device} exit`)).toMatchObject({ head: 1, liveness: 'ended' })
})

// Electron's program is not in the registry, only a package that downloads it from elsewhere, so no Electron runs here. Its main process is Node, so that bundle runs here;
// preload scripts and windows get the build for browsers.
test.each(['electron-main', 'electron-preload', 'electron-renderer'])(
  'webpack bundles for %s without a warning',
  async (target) => {
    const find = app.sessions()
    const device = `webpack ${target}`
    const entry = app.write('electron.mjs', twoRecords(device))
    const outfile = path.join(app.dir, 'electron', `${target}.cjs`)
    await webpackTo(entry, outfile, { target, format: 'cjs' })
    if (target !== 'electron-main') return
    const { code, stderr } = await app.run(process.execPath, [outfile, app.relay.url])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    await expect.poll(() => find(device)).toMatchObject({ head: 2, liveness: 'ended' })
  },
)
