/** The elements of a JSON array as texts: log drains post their records like that. */
import { JsonSpans, type Span } from './json-spans.ts'
import { type DecodeLimits, ItemCount, type Steps } from './source.ts'

/** Throws where the text is no array. */
export function* readJsonArray(text: string, limits: DecodeLimits): Steps<string[]> {
  const json = new JsonSpans(text, limits.depthMax)
  const items = new ItemCount(limits.itemsMax)
  const spans: Span[] = []
  yield* json.array(function* () {
    items.add()
    spans.push(yield* json.skip())
  })
  json.end()
  return spans.map(([from, to]) => text.slice(from, to))
}
