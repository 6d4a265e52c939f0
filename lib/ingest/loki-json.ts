/** Reads a push in JSON: `{ "streams": [{ "stream": labels, "values": [[nanoseconds, line, metadata?]] }] }`. */
import { JsonSpans, type Span } from './json-spans.ts'
import { type Labels, type LokiEntry, type ReadLine, recordOfEntry, sourceOfLabels } from './loki-source.ts'
import { msOfNanosText } from './nanos.ts'
import { setField } from './set-field.ts'
import { type DecodeLimits, ItemCount, readable, type SourceRecords, type Steps, Undecodable } from './source.ts'

/** Throws where the body is broken. */
export function* decodeLokiJson(
  body: Uint8Array,
  limits: DecodeLimits,
  read: ReadLine,
  receivedAtMs: number,
): Steps<SourceRecords[]> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
  const json = new JsonSpans(text, limits.depthMax)
  const items = new ItemCount(limits.itemsMax)
  const streams: { labels: Span | null; values: Span[] }[] = []
  yield* json.object(function* (name) {
    if (name !== 'streams') return void (yield* json.skip())
    yield* json.array(function* () {
      items.add()
      const stream: (typeof streams)[number] = { labels: null, values: [] }
      streams.push(stream)
      yield* json.object(function* (field) {
        if (field === 'stream') stream.labels = yield* json.skip()
        else if (field !== 'values') yield* json.skip()
        else
          yield* json.array(function* () {
            items.add()
            stream.values.push(yield* json.skip())
          })
      })
    })
  })
  json.end()
  return streams.map(({ labels: span, values }) => {
    const labels = span ? labelsOf(parsed(json, span, limits)) : {}
    return {
      source: sourceOfLabels(labels),
      count: values.length,
      *records() {
        for (const value of values)
          yield readable(() => recordOfEntry(entryOf(parsed(json, value, limits)), labels, read, receivedAtMs))
      },
    }
  })
}

function parsed(json: JsonSpans, [from, to]: Span, { recordBytesMax }: DecodeLimits): unknown {
  if (to - from > recordBytesMax) throw new Undecodable(`a record of more than ${recordBytesMax} bytes`, 'too-large')
  try {
    return json.parse([from, to])
  } catch {
    throw new Undecodable('not valid JSON')
  }
}

function entryOf(value: unknown): LokiEntry {
  if (!Array.isArray(value) || typeof value[1] !== 'string') throw new Undecodable('a value is not [time, line]')
  return { timeMs: msOfNanosText(value[0]), line: value[1], metadata: labelsOf(value[2]) }
}

/** Texts, numbers and booleans; other values are no labels. */
function labelsOf(value: unknown): Labels {
  const labels: Labels = {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return labels
  for (const [name, label] of Object.entries(value))
    if (['string', 'number', 'boolean'].includes(typeof label)) setField(labels, name, String(label))
  return labels
}
