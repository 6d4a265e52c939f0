/** Structured data of RFC 5424: `[id name="value" …]`, several elements in a row. */

export interface SyslogData {
  /** Values by element id, then by name; a name that comes twice keeps its last value. */
  elements: Map<string, Map<string, string>>
  /** Index of the first character after the data. */
  end: number
}

/** An id or a name: anything printable but `=`, `]`, `"` and blanks. Longer ones than the RFC's 32 characters exist. */
const NAME = /[^\p{Cc}\s=\]"]{1,128}/uy
const ELEMENTS_MAX = 32
const PARAMS_MAX = 128

/** Null when no data stands at `start`, or when it is not well-formed: the text is then part of the message. */
export function readSyslogData(text: string, start: number): SyslogData | null {
  const elements: SyslogData['elements'] = new Map()
  let [at, params] = [start, 0]
  while (text[at] === '[') {
    const id = nameAt(text, at + 1)
    if (id === null || elements.size === ELEMENTS_MAX) return null
    at += 1 + id.length
    const values = elements.get(id) ?? new Map<string, string>()
    elements.set(id, values)
    while (text[at] === ' ') {
      while (text[at] === ' ') at++
      if (text[at] === ']') break
      const name = nameAt(text, at)
      if (name === null || ++params > PARAMS_MAX || !text.startsWith('="', at + name.length)) return null
      const value = valueAt(text, at + name.length + 2)
      if (value === null) return null
      values.set(name, value.text)
      at = value.end
    }
    if (text[at] !== ']') return null
    at++
  }
  return elements.size > 0 ? { elements, end: at } : null
}

function nameAt(text: string, at: number): string | null {
  NAME.lastIndex = at
  return NAME.exec(text)?.[0] ?? null
}

/** The value up to its closing quote. Only `"`, `\` and `]` can be escaped; before anything else a backslash is itself. */
function valueAt(text: string, start: number): { text: string; end: number } | null {
  let [value, from] = ['', start]
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (char === '"') return { text: value + text.slice(from, at), end: at + 1 }
    if (char !== '\\' || !'"\\]'.includes(text[at + 1] ?? ' ')) continue
    value += text.slice(from, at)
    from = at + 1
    at++
  }
  return null
}
