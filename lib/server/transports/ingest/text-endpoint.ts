/**
 * `/api/v1/ingest`: lines of text or JSON, in one short request or in one that lasts for days. Each line is a record as soon as
 * it is complete; lines that belong together, such as an error and its stack, are one record.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { readJsonArray } from '#lib/ingest/json-array.ts'
import { type Source, Undecodable } from '#lib/ingest/source.ts'
import { LineRecords } from '#lib/lines/line-records.ts'
import { LineSplitter } from '#lib/lines/line-splitter.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { type BodyReader, readWhole } from './body-reader.ts'
import { decodeLimits } from './decode-limits.ts'
import { type Fed, type Feeding, feedRecords, nothingFed } from './feed-records.ts'
import { undecodable } from './post-records.ts'
import type { SourceCall, SourceEndpoint } from './source-endpoint.ts'
import { mediaTypeOf, userOf } from './source-request.ts'

/** A stream that is over its rate is read again after this long at the latest: it may end meanwhile. */
const PAUSE_MS_MAX = 1_000

export const textEndpoint: SourceEndpoint = {
  kind: 'ingest',
  paths: ['/api/v1/ingest'],
  methods: ['POST', 'PUT'],
  async run(call) {
    const { right, sessions, turns } = call
    const isMultiline = readMultiline(call)
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
        else await feedLines(first, reader, feeding, fed, isMultiline)
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

async function feedLines(
  first: Buffer | null,
  reader: BodyReader,
  feeding: Feeding,
  fed: Fed,
  isMultiline: boolean,
): Promise<void> {
  const splitter = new LineSplitter()
  const records = new LineRecords({ isMultiline })
  try {
    let coming = Promise.resolve(first)
    for (let piece = await coming; piece !== null; ) {
      feeding.session.chargeInput(piece.length)
      await feedRecords(recordsOf(splitter.take(piece), records), feeding, fed)
      await pacedBy(feeding)
      coming = reader.next()
      coming.catch(() => {}) // thrown below, after what is due
      while ((await before(coming, records.dueAtMs)) === LATE)
        await feedRecords(records.eachDue(Date.now()), feeding, fed)
      piece = await coming
    }
  } finally {
    // Also when the client is gone: what it sent last may say why.
    const rest = splitter.rest()
    if (!feeding.ended()) {
      await feedRecords(recordsOf(rest === null ? [] : [rest], records), feeding, fed)
      await feedRecords(records.eachAtEnd(Date.now()), feeding, fed)
    }
  }
}

const LATE = Symbol('late')

/** Resolves with {@link LATE} at `dueAtMs`, unless the other promise is settled before; null: whenever that is. */
async function before(coming: Promise<unknown>, dueAtMs: number | null): Promise<unknown> {
  if (dueAtMs === null) return coming
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(LATE), dueAtMs - Date.now())
  })
  return Promise.race([coming, late]).finally(() => clearTimeout(timer))
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
    await feedRecords(recordsOf(elements, new LineRecords({ isMultiline: false })), feeding, fed)
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    throw undecodable(error)
  }
}

function* recordsOf(lines: readonly string[], records: LineRecords): Iterable<LogRecord | null> {
  for (const line of lines) {
    // A line that is joined to others is a piece of work, too.
    yield null
    yield* records.eachOfLine(line, Date.now())
  }
}

/** `?multiline=off`: each line is a record of its own. */
function readMultiline({ url }: SourceCall): boolean {
  const given = url.searchParams.get('multiline') ?? 'on'
  if (given === 'on' || given === 'off') return given === 'on'
  throw new AppError('invalid-input', `multiline is "${given.slice(0, 32)}"; it must be on or off.`)
}

/** `?name=`, or the user of Basic: `curl -u shop:TOKEN`. */
function sourceOf({ url, request }: SourceCall): Source {
  const name = url.searchParams.get('name') || userOf(request) || 'HTTP'
  return { kind: 'ingest', name, instance: url.searchParams.get('instance') ?? '', description: { platform: 'http' } }
}
