/**
 * What compressing a batch costs and saves, by batch size: with the SDK's own sealing and the viewer's own opening, in this Node
 * and, if a Chromium is given, in a page of it. Batches run one after the other, so each time is also how much later a record
 * is sent or shown.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'
import type { Batch } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { compressOf } from '#lib/sdk/delivery/compress.ts'
import { sealCompressed } from '#lib/sdk/delivery/seal.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'
import { sampleLines } from '#tests/bench/records.ts'

/** The second to last is what a busy device sends. */
export const BATCH_BYTES = [256, 512, 1_024, 4_096, LIMITS.batchFlushBytes, 65_536]
/** Long enough that a single garbage collection does not matter. */
const SPAN_MS = 120

export interface CompressionRow {
  where: string
  batchBytes: number
  recordsPerBatch: number
  /** Remaining size of a batch, in percent. */
  sealedPercent: number
  /** The same with zlib's default level instead of ours. */
  defaultLevelPercent?: number
  sealMicrosPerRecord: number
  defaultLevelMicrosPerRecord?: number
  openMicrosPerRecord: number
}

/** Batches of about `bytes`, each of neighboring lines of one log. Mixed lines would compress less than any device's. */
export function batchesOf(logs: string[][], bytes: number): string[][] {
  const batches: string[][] = []
  for (const bodies of logs) {
    let batch: string[] = []
    let held = 0
    for (const [i, body] of bodies.entries()) {
      const line = encodeRecord({ timeMs: 1_760_000_000_000 + i * 7, level: 'info', body })
      batch.push(line)
      held += Buffer.byteLength(line) + 1
      if (held < bytes) continue
      batches.push(batch)
      batch = []
      held = 0
    }
  }
  return batches
}

export function logsOf(corpusDir?: string): string[][] {
  if (!corpusDir) return [sampleLines(5_000, 1)]
  return readdirSync(corpusDir)
    .filter((file) => file.endsWith('.log'))
    .map((file) => readFileSync(path.join(corpusDir, file), 'utf8').split(/\r?\n/).filter(Boolean))
}

export async function compressionInNode(logs: string[][]): Promise<CompressionRow[]> {
  const compress = compressOf()
  if (!compress) throw new Error('this Node has no zlib')
  const seal = sealCompressed(compress)
  const sealByDefault = sealCompressed((bytes) => new Uint8Array(deflateRawSync(bytes)))
  const rows: CompressionRow[] = []
  for (const batchBytes of BATCH_BYTES) {
    const drafts = batchesOf(logs, batchBytes).map((lines) => {
      return { session: 'bench', first: 1, lines, byteLength: Buffer.byteLength(lines.join('\n')), hasTruncated: false }
    })
    const sealed: Batch[] = []
    const byDefault: Batch[] = []
    for (const draft of drafts) {
      sealed.push(await seal(draft))
      byDefault.push(await sealByDefault(draft))
    }
    const records = drafts.reduce((sum, { lines }) => sum + lines.length, 0)
    const plainBytes = drafts.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const percent = (batches: Batch[]) => (batches.reduce((sum, { header }) => sum + header[4], 0) / plainBytes) * 100
    const perRecord = (micros: number) => (micros / records) * drafts.length
    rows.push({
      where: `Node ${process.version}`,
      batchBytes,
      recordsPerBatch: records / drafts.length,
      sealedPercent: percent(sealed),
      defaultLevelPercent: percent(byDefault),
      sealMicrosPerRecord: perRecord(await microsEach(drafts, (draft) => seal(draft))),
      defaultLevelMicrosPerRecord: perRecord(await microsEach(drafts, (draft) => sealByDefault(draft))),
      openMicrosPerRecord: perRecord(await microsEach(sealed, ({ header, bytes }) => openBatch(header, bytes))),
    })
  }
  return rows
}

/** Time per item, after a warm-up. */
async function microsEach<T>(items: readonly T[], work: (item: T) => unknown): Promise<number> {
  for (const item of items.slice(0, 200)) await work(item)
  let done = 0
  const startedMs = performance.now()
  for (;;) {
    for (const item of items) {
      const late = work(item)
      if (late instanceof Promise) await late
      done++
      if (done % 16 === 0 && performance.now() - startedMs > SPAN_MS)
        return ((performance.now() - startedMs) / done) * 1000
    }
  }
}
