/**
 * The lossless file, one JSON object per line (docs/FILES.md): the file itself, its sessions, then the records with the names
 * of `tail --json`. lib/viewer/import/ndjson-line.ts reads it back.
 */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { exactObject, exactStringify } from '#lib/viewer/exact-json.ts'
import { formatIso } from '#lib/viewer/format-time.ts'
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'
import type { FileFacts, FileSession } from './file-facts.ts'

/** Version of the format, in the first line. */
export const NDJSON_VERSION = 1

export async function* ndjsonFile(pages: AsyncIterable<PlacedRecord[]>, facts: FileFacts): AsyncGenerator<string> {
  yield `${[fileLine(facts), ...facts.sessions.map(sessionLine)].join('\n')}\n`
  const known = new Set(facts.sessions.map(({ id }) => id))
  const first = facts.sessions[0]?.id
  for await (const page of pages) {
    const lines: string[] = []
    for (const { session, record } of page) {
      if (!known.has(session)) lines.push(sessionLine({ ...UNKNOWN, id: session }))
      known.add(session)
      lines.push(recordLine(record, session === first ? undefined : session))
    }
    yield `${lines.join('\n')}\n`
  }
}

export const UNKNOWN: Omit<FileSession, 'id'> = { startedAtMs: 0, endedAtMs: null, clockOffsetMs: null, device: null }

function fileLine({ which, writtenAtMs, filter }: FileFacts): string {
  return JSON.stringify({
    agentLogger: NDJSON_VERSION,
    which,
    writtenAt: formatIso(writtenAtMs),
    filter: filter || undefined,
  })
}

function sessionLine({ id, startedAtMs, endedAtMs, clockOffsetMs, device }: FileSession): string {
  return JSON.stringify({
    session: id,
    startedAt: startedAtMs === 0 ? null : formatIso(startedAtMs),
    endedAt: endedAtMs === null ? null : formatIso(endedAtMs),
    clockOffsetMs: clockOffsetMs ?? undefined,
    device: device ?? undefined,
  })
}

/** Without `session`, the record belongs to the first session of the file. */
export function recordLine(record: NumberedRecord, session?: string, device?: string): string {
  const { seq, timeMs, level, scope, body, error, traceId, spanId, isJson, isPartial, truncated } = record
  const time = formatIso(timeMs)
  const fields = {
    seq,
    time,
    // What the text of the time cannot say exactly.
    timeMs: time !== '' && Number.isInteger(timeMs) ? undefined : timeMs,
    level,
    scope,
    body,
    attributes: (isJson && exactObject(body)) || record.attributes,
    error,
    traceId,
    spanId,
    isJson,
    isPartial,
    truncated,
    device,
    session,
  }
  // Only the fields of a JSON line have numbers that JSON.stringify would change.
  return isJson ? exactStringify(fields) : JSON.stringify(fields)
}
