/**
 * The JSON object in the body of a structured record. What stands around it is not part of it: a byte-order mark, colors, and
 * the prefix that a container tool has put before the line.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: color codes begin with the escape character.
const DECORATION = /\u001b\[[0-9;:]{0,32}[A-Za-z]|\ufeff/g
/** A longer prefix is text that happens to have an object in it. */
const PREFIX_CHARS_MAX = 256

export interface JsonBody {
  /** The text of the object. */
  json: string
  /** Where it begins in the body. */
  from: number
  /** What stands before it, without colors and separators; often empty. */
  prefix: string
}

/** Null when the body cannot hold an object. Does not parse it. */
export function findJson(body: string): JsonBody | null {
  const from = body.indexOf('{')
  if (from < 0 || from > PREFIX_CHARS_MAX) return null
  const to = body.lastIndexOf('}') + 1
  if (to < from || body.slice(to).replace(DECORATION, '').trim() !== '') return null
  const prefix = from === 0 ? '' : body.slice(0, from).replace(DECORATION, '').trim()
  return {
    json: body.slice(from, to),
    from,
    prefix: prefix.replace(/ *\|(?= |$)/g, '').replace(/^\[(pod\/[^\]]*)\]/, '$1'),
  }
}
