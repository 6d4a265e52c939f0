/** The same measurement in a Chromium page, where compression and decompression are browser streams. */
import path from 'node:path'
import { chromium } from '@playwright/test'
import { build } from 'esbuild'
import { BATCH_BYTES, batchesOf, type CompressionRow } from './compression.ts'

/** Runs in the page; the two modules are those that devices and viewers use. */
const PAGE = `
  import { compressOf } from '#lib/sdk/delivery/compress.ts'
  import { sealCompressed } from '#lib/sdk/delivery/seal.ts'
  import { openBatch } from '#lib/viewer/open-batch.ts'

  async function microsEach(items, work) {
    for (const item of items.slice(0, 50)) await work(item)
    let done = 0
    const startedMs = performance.now()
    for (;;) {
      for (const item of items) {
        await work(item)
        done++
        if (done % 16 === 0 && performance.now() - startedMs > 300) return ((performance.now() - startedMs) / done) * 1000
      }
    }
  }
  globalThis.measure = async (batches) => {
    const seal = sealCompressed(compressOf({ CompressionStream }))
    const utf8 = new TextEncoder()
    const drafts = batches.map((lines) => ({ session: 'bench', first: 1, lines, byteLength: utf8.encode(lines.join('\\n')).length, hasTruncated: false }))
    const sealed = []
    for (const draft of drafts) sealed.push(await seal(draft))
    const total = (sizes) => sizes.reduce((sum, size) => sum + size, 0)
    return {
      sealedPercent: (total(sealed.map(({ bytes }) => bytes.length)) / total(drafts.map((draft) => draft.byteLength))) * 100,
      sealMicros: await microsEach(drafts, (draft) => seal(draft)),
      openMicros: await microsEach(sealed, ({ header, bytes }) => openBatch(header, bytes)),
    }
  }
`
type Measured = { sealedPercent: number; sealMicros: number; openMicros: number }

export async function compressionInChromium(logs: string[][], executablePath: string): Promise<CompressionRow[]> {
  const bundle = await build({
    stdin: { contents: PAGE, resolveDir: path.resolve(import.meta.dirname, '../../..') },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'warning',
  })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' })
    const rows: CompressionRow[] = []
    for (const batchBytes of BATCH_BYTES) {
      const batches = batchesOf(logs, batchBytes).slice(0, 1_000)
      const recordsPerBatch = batches.reduce((sum, lines) => sum + lines.length, 0) / batches.length
      const { sealedPercent, sealMicros, openMicros } = await page.evaluate(
        (lines) => (globalThis as unknown as { measure(lines: string[][]): Promise<Measured> }).measure(lines),
        batches,
      )
      rows.push({
        where: `Chromium ${browser.version()}`,
        batchBytes,
        recordsPerBatch,
        sealedPercent,
        sealMicrosPerRecord: sealMicros / recordsPerBatch,
        openMicrosPerRecord: openMicros / recordsPerBatch,
      })
    }
    return rows
  } finally {
    await browser.close()
  }
}
