/** Reads the labels of a Loki stream as protobuf carries them: `{app="shop", level="info"}`, with Go's escapes in the values. */
import type { Labels } from './loki-source.ts'
import { setField } from './set-field.ts'
import { Undecodable } from './source.ts'

const PAIR = /\s*([\p{L}_][\p{L}\p{N}_.:]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/uy
/** Far more than Loki allows. */
const LABELS_CHARS_MAX = 65_536
const ESCAPE = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs
const SIGNS: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** Throws for anything else. */
export function readLabels(text: string): Labels {
  const inner = text.trim()
  if (text.length > LABELS_CHARS_MAX || !inner.startsWith('{') || !inner.endsWith('}')) throw broken()
  const pairs = inner.slice(1, -1).trim()
  const labels: Labels = {}
  for (let at = 0; at < pairs.length; at = PAIR.lastIndex) {
    PAIR.lastIndex = at
    const found = PAIR.exec(pairs)
    if (!found) throw broken()
    setField(labels, found[1] as string, unescaped(found[2] as string))
  }
  return labels
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, sign: string) => {
    if (/^[xuU]/.test(sign)) return codePoint(Number.parseInt(sign.slice(1), 16))
    if (/^\d/.test(sign)) return codePoint(Number.parseInt(sign, 8))
    return SIGNS[sign] ?? sign
  })
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}

function broken(): Undecodable {
  return new Undecodable('the labels of a stream cannot be read')
}
