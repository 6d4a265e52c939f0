/** [DV9] In Chromium too, capture changes nothing about a page that logs and throws hostile values, and misses none of it. */
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { build } from 'esbuild'

type Entry = typeof import('./hostile-values-entry.ts')

test('[DV9] a page that logs and throws hostile values behaves the same with capture, and everything is captured', async ({
  page,
}) => {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'hostile-values-entry.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'hostile',
    target: 'es2022',
  })
  await page.goto('about:blank')
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  const console = await page.evaluate(() => (window as unknown as { hostile: Entry }).hostile.differences())
  expect(console.differences).toEqual([])
  expect(console.missing).toEqual([])
  expect(console.calls).toBeGreaterThan(1_000)
  const { thrown, bodies } = await page.evaluate(() => (window as unknown as { hostile: Entry }).hostile.uncaught())
  expect(bodies).toHaveLength(thrown * 2)
})
