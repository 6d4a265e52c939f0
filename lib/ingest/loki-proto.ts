/** Reads a push in protobuf (`logproto.PushRequest`), which comes compressed with Snappy. */
import { readLabels } from './loki-labels.ts'
import { type Labels, type LokiEntry, type ReadLine, recordOfEntry, sourceOfLabels } from './loki-source.ts'
import { type FieldReader, ProtoFields, type Span } from './proto-fields.ts'
import { setField } from './set-field.ts'
import { uncompressSnappy } from './snappy.ts'
import { type DecodeLimits, ItemCount, readable, type SourceRecords, type Steps } from './source.ts'

const PAUSE_FIELDS = 1_024

/** `bytesMax`: of the decompressed body. Throws where the body is broken. */
export function* decodeLokiProto(
  block: Uint8Array,
  bytesMax: number,
  limits: DecodeLimits,
  read: ReadLine,
  receivedAtMs: number,
): Steps<SourceRecords[]> {
  const body = yield* uncompressSnappy(block, bytesMax)
  const reader = new ProtoFields(body, limits.depthMax, limits.recordBytesMax)
  const items = new ItemCount(limits.itemsMax)
  const spans: Span[] = []
  for (const field of reader.each([0, reader.length])) {
    if (field !== 1) continue
    items.add()
    spans.push(reader.span())
    if (spans.length % PAUSE_FIELDS === 0) yield
  }
  const streams: SourceRecords[] = []
  for (const span of spans) {
    let labelText = '{}'
    const entries: Span[] = []
    for (const field of reader.each(span)) {
      if (field === 1) labelText = reader.text()
      else if (field === 2) {
        items.add()
        entries.push(reader.span())
        if (entries.length % PAUSE_FIELDS === 0) yield
      }
    }
    const labels = readLabels(labelText)
    streams.push({
      source: sourceOfLabels(labels),
      count: entries.length,
      *records() {
        for (const entry of entries)
          yield readable(() => {
            const empty: LokiEntry = { timeMs: 0, line: '', metadata: {} }
            return recordOfEntry(reader.message(entry, entryField, empty), labels, read, receivedAtMs)
          })
      },
    })
  }
  return streams
}

const entryField: FieldReader<LokiEntry> = (field, entry, reader) => {
  if (field === 1) entry.timeMs = msOf(reader.nested(timeField, { seconds: 0, nanos: 0 }))
  else if (field === 2) entry.line = reader.text()
  else if (field === 3) readPair(entry.metadata, reader)
}

const timeField: FieldReader<{ seconds: number; nanos: number }> = (field, time, reader) => {
  if (field === 1) time.seconds = Number(reader.int64())
  else if (field === 2) time.nanos = Number(reader.int64())
}

function msOf({ seconds, nanos }: { seconds: number; nanos: number }): number {
  return seconds * 1000 + nanos / 1e6
}

function readPair(labels: Labels, reader: ProtoFields): void {
  const { name, value } = reader.nested(pairField, { name: '', value: '' })
  setField(labels, name, value)
}

const pairField: FieldReader<{ name: string; value: string }> = (field, pair, reader) => {
  if (field === 1) pair.name = reader.text()
  else if (field === 2) pair.value = reader.text()
}
