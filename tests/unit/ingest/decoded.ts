/** Runs a decoder to its end. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type DecodeLimits, type Source, type SourceRecords, type Steps, Undecodable } from '#lib/ingest/source.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LogRecord } from '#lib/protocol/record.ts'

export const DECODE_LIMITS: DecodeLimits = {
  depthMax: LIMITS.sourceDepthMax,
  itemsMax: LIMITS.sourceBodyRecordsMax,
  recordBytesMax: LIMITS.sourceRecordBytesMax,
}

/** `records`: those that could be read; `faults`: why the others could not. */
export interface Decoded {
  source: Source
  records: LogRecord[]
  faults: string[]
}

export function decoded(steps: Steps<SourceRecords[]>): Decoded[] {
  return runAll(steps).map(({ source, records }) => {
    const all = [...records()]
    return {
      source,
      records: all.filter((record): record is LogRecord => !(record instanceof Undecodable)),
      faults: all.flatMap((record) => (record instanceof Undecodable ? [record.fault] : [])),
    }
  })
}

export function runAll<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

export function golden(name: string): Buffer {
  const text = readFileSync(path.join(import.meta.dirname, 'golden', name), 'utf8')
  return name.endsWith('.b64') ? Buffer.from(text, 'base64') : Buffer.from(text)
}
