/**
 * `/api/v1/ingest`: lines of text or JSON, in one short request or in one that lasts for days. Each line is a record as soon as
 * it is complete.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { readJsonArray } from '#lib/ingest/json-array.ts'
import { type Source, Undecodable } from '#lib/ingest/source.ts'
import type { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { type BodyReader, readWhole } from './body-reader.ts'
import { decodeLimits } from './decode-limits.ts'
import { type Fed, type Feeding, feedRecords, nothingFed } from './feed-records.ts'
import { undecodable } from './post-records.ts'
import type { SourceCall, SourceEndpoint } from './source-endpoint.ts'
import { mediaTypeOf, userOf } from './source-request.ts'
import { LineSplitter, lineRecord } from './text-lines.ts'

/** A stream that is over its rate is read again after this long at the latest: it may end meanwhile. */
const PAUSE_MS_MAX = 1_000

export const textEndpoint: SourceEndpoint = {
  kind: 'ingest',
  paths: ['/api/v1/ingest'],
  methods: ['POST', 'PUT'],
  async run(call) {
    const { right, sessions, turns } = call
    const endUpload = call.upload()
    const fed = nothingFed()
    try {
      const session = await sessions.of(right, sourceOf(call))
      let ended: AppError | null = null
      let reader: BodyReader | null = null
      const done = session.use((error) => {
        ended = error
        reader?.interrupt(error)
      })
      try {
        reader = call.open({ idleMs: LIMITS.uploadIdleMs, limit: 'uploadIdleMs', totalMs: null })
        const feeding = { turns, tokenId: right.tokenId, session, ended: () => ended }
        const first = await reader.next()
        if (first && mediaTypeOf(call.request) === 'application/json' && /^\s*\[/.test(first.toString('utf8', 0, 64)))
          await feedArray(first, reader, feeding, fed)
        else await feedLines(first, reader, feeding, fed)
        const answer = { accepted: fed.accepted, sessionId: session.id, url: session.pageUrl }
        return { status: 200, type: 'application/json', body: `${JSON.stringify(answer)}\n` }
      } finally {
        reader?.close()
        done()
      }
    } finally {
      endUpload()
    }
  },
}

async function feedLines(first: Buffer | null, reader: BodyReader, feeding: Feeding, fed: Fed): Promise<void> {
  const splitter = new LineSplitter()
  try {
    for (let piece = first; piece !== null; piece = await reader.next()) {
      feeding.session.chargeInput(piece.length)
      await feedRecords(recordsOf(splitter.take(piece)), feeding, fed)
      await pacedBy(feeding)
    }
  } finally {
    // Also when the client is gone: what it sent last may say why.
    const rest = splitter.rest()
    if (rest !== null && !feeding.ended()) await feedRecords(recordsOf([rest]), feeding, fed)
  }
}

/** Waits until the source may send more. The connection is not read meanwhile, so its sender waits too. */
async function pacedBy({ session, ended }: Feeding): Promise<void> {
  for (let debtMs = session.debtMs(); debtMs > 0; debtMs = session.debtMs()) {
    await sleep(Math.min(debtMs, PAUSE_MS_MAX))
    const error = ended()
    if (error) throw error
  }
}

/** A JSON array is no line; log drains send one in each request. */
async function feedArray(first: Buffer, reader: BodyReader, feeding: Feeding, fed: Fed): Promise<void> {
  const rest = await readWhole(reader, LIMITS.sourceBodyBytesMax - first.length, () => {})
  const text = Buffer.concat([first, rest]).toString()
  try {
    const elements = await feeding.turns.finish(feeding.tokenId, readJsonArray(text, decodeLimits()))
    await feedRecords(recordsOf(elements), feeding, fed)
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    throw undecodable(error)
  }
}

function* recordsOf(lines: readonly string[]): Iterable<LogRecord> {
  for (const line of lines) yield lineRecord(line)
}

/** `?name=`, or the user of Basic: `curl -u shop:TOKEN`. */
function sourceOf({ url, request }: SourceCall): Source {
  const name = url.searchParams.get('name') || userOf(request) || 'HTTP'
  return { kind: 'ingest', name, instance: url.searchParams.get('instance') ?? '', description: { platform: 'http' } }
}
