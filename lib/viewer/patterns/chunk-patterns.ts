/**
 * The pattern of each record of a chunk, found once and kept until the chunk changes. Patterns belong to the sessions that are read
 * together, and go with them.
 */
import { searchableText } from '#lib/viewer/ansi.ts'
import { rowText } from '#lib/viewer/display-body.ts'
import type { LogReader, ReadableChunk, ReadableSession } from '#lib/viewer/log-reader.ts'
import { TEMPLATES_MAX, TemplateTree } from './template-tree.ts'

interface ChunkPatterns {
  version: number
  /** Number of the pattern of each record; its length tells how many records there were. */
  ids: Uint16Array
}

/** Where a full tree is cleared of patterns that no longer have a record, so that new ones find room. */
const FULL = TEMPLATES_MAX - 50

export class PatternIndex {
  readonly tree = new TemplateTree()
  readonly #kept = new WeakMap<ReadableChunk, ChunkPatterns>()
  /** When each pattern was written first, also when that record is no longer held. */
  readonly #firstMs = new Float64Array(TEMPLATES_MAX + 1).fill(Number.POSITIVE_INFINITY)

  /** Whether the patterns of the chunk are known; undefined ids otherwise. */
  known(chunk: ReadableChunk): Uint16Array | undefined {
    const kept = this.#kept.get(chunk)
    return kept?.version === chunk.version ? kept.ids : undefined
  }

  /** Finds the patterns of a chunk's records: a few milliseconds. */
  find(chunk: ReadableChunk): Uint16Array {
    const known = this.known(chunk)
    if (known) return known
    const ids = new Uint16Array(chunk.count)
    for (let i = 0; i < ids.length; i++) {
      const record = chunk.record(i)
      const id = this.tree.add(searchableText(rowText(record).text))
      ids[i] = id
      if (record.timeMs > 0 && record.timeMs < (this.#firstMs[id] as number)) this.#firstMs[id] = record.timeMs
    }
    this.#kept.set(chunk, { version: chunk.version, ids })
    return ids
  }

  /** Epoch milliseconds by the device's clock; 0 when no record of the pattern had a time. */
  firstMs(id: number): number {
    const firstMs = this.#firstMs[id] ?? 0
    return Number.isFinite(firstMs) ? firstMs : 0
  }

  /** Makes room when the tree is nearly full. `chunks` are all that are held. */
  makeRoom(chunks: readonly ReadableChunk[]): void {
    if (this.tree.size < FULL) return
    const used = new Set<number>()
    for (const chunk of chunks) for (const id of this.#kept.get(chunk)?.ids ?? []) used.add(id)
    this.tree.retain((id) => used.has(id))
    for (let id = 0; id < this.#firstMs.length; id++) if (!used.has(id)) this.#firstMs[id] = Number.POSITIVE_INFINITY
  }
}

const indexes = new WeakMap<ReadableSession, PatternIndex>()

/** One index for all sessions of a list, so that a restarted app has the patterns of its last run. */
export function patternIndex({ sessions }: LogReader): PatternIndex {
  const index = sessions.map((session) => indexes.get(session)).find(Boolean) ?? new PatternIndex()
  for (const session of sessions) indexes.set(session, index)
  return index
}
