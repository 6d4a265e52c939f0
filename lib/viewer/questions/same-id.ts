/**
 * How many records share a trace or a request with a record. Each record's ids are hashed once, four bytes an id, so that a
 * million records take one pass of decoding in slices; later questions only compare numbers.
 */
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'
import { type SharedId, sharedIds } from '#lib/viewer/record-ids.ts'

export interface SameIdRequest {
  kind: SharedId['kind']
  value: string
}

export interface SameId {
  count: number
}

interface Hashes {
  version: number
  trace: Uint32Array
  request: Uint32Array
}

const SLICE_MS = 8
const hashed = new WeakMap<ReadableChunk, Hashes>()

export async function answerSameId(reader: LogReader, { kind, value }: SameIdRequest): Promise<SameId> {
  const wanted = hashOf(value)
  let count = 0
  let untilMs = performance.now() + SLICE_MS
  for (const { chunks } of reader.sessions) {
    // A slice may end between two chunks, and chunks come and go in between.
    for (const chunk of [...chunks]) {
      if (performance.now() > untilMs) {
        await new Promise((resolve) => setTimeout(resolve, 0))
        untilMs = performance.now() + SLICE_MS
      }
      const hashes = hashesOf(chunk)[kind]
      for (let i = 0; i < hashes.length; i++) {
        if (hashes[i] !== wanted || i >= chunk.count) continue
        if (sharedIds(chunk.record(i)).some((id) => id.kind === kind && id.value === value)) count++
      }
    }
  }
  return { count }
}

function hashesOf(chunk: ReadableChunk): Hashes {
  const known = hashed.get(chunk)
  if (known?.version === chunk.version) return known
  const made = { version: chunk.version, trace: new Uint32Array(chunk.count), request: new Uint32Array(chunk.count) }
  for (let i = 0; i < chunk.count; i++)
    for (const { kind, value } of sharedIds(chunk.record(i))) made[kind][i] = hashOf(value)
  hashed.set(chunk, made)
  return made
}

/** FNV-1a; 0 means that there is no id. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0 || 1
}
