/**
 * JSON, XML and SQL in a text, set in lines for reading. It moves blanks only, never inside a string, and changes nothing else; a
 * text that is something else, or longer than the bound, stays as it is.
 */
export interface PrettyText {
  kind: 'JSON' | 'XML' | 'SQL'
  text: string
}

/** Longest text that is set in lines, characters. */
export const PRETTY_CHARS_MAX = 64 * 1024
const DEPTH_MAX = 100

/** Null where nothing would change. */
export function prettyText(text: string): PrettyText | null {
  if (text.length > PRETTY_CHARS_MAX) return null
  const trimmed = text.trim()
  const pretty = ofJson(trimmed) ?? ofXml(trimmed) ?? ofSql(trimmed)
  return pretty && pretty.text !== trimmed ? pretty : null
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

function ofJson(text: string): PrettyText | null {
  if (!/^[{[]/.test(text)) return null
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  const tokens = text.match(JSON_TOKEN) ?? []
  let pretty = ''
  let depth = 0
  const newLine = () => `\n${'  '.repeat(Math.min(depth, DEPTH_MAX))}`
  for (const [i, token] of tokens.entries()) {
    if (token === '{' || token === '[') {
      const isEmpty = tokens[i + 1] === '}' || tokens[i + 1] === ']'
      depth++
      pretty += token + (isEmpty ? '' : newLine())
    } else if (token === '}' || token === ']') {
      depth--
      const isEmpty = tokens[i - 1] === '{' || tokens[i - 1] === '['
      pretty += (isEmpty ? '' : newLine()) + token
    } else if (token === ',') pretty += `,${newLine()}`
    else pretty += token === ':' ? ': ' : token
  }
  return { kind: 'JSON', text: pretty }
}

const XML_TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[^<>]+>|[^<]+/g
const XML_START = /^<(?:\?xml\b|!DOCTYPE\b|[A-Za-z_][\w:.-]*(?:\s[^<>]*)?\/?>)/

function ofXml(text: string): PrettyText | null {
  if (!XML_START.test(text) || !text.endsWith('>')) return null
  const tokens = (text.match(XML_TOKEN) ?? []).map((token) => (token.startsWith('<') ? token : token.trim()))
  const lines: string[] = []
  let depth = 0
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? ''
    if (token === '') continue
    const isClosing = token.startsWith('</')
    const isOpening = /^<[A-Za-z_]/.test(token) && !token.endsWith('/>')
    if (isClosing) depth = Math.max(0, depth - 1)
    const indent = '  '.repeat(Math.min(depth, DEPTH_MAX))
    // A short element stays in one line: <name>Ada</name>.
    const [inner = '', end = ''] = [tokens[i + 1], tokens[i + 2]]
    if (isOpening && !inner.startsWith('<') && !inner.includes('\n') && end.startsWith('</')) {
      lines.push(indent + token + inner + end)
      i += 2
      continue
    }
    lines.push(indent + token)
    if (isOpening) depth++
  }
  return lines.length > 1 ? { kind: 'XML', text: lines.join('\n') } : null
}

const SQL_START =
  /^(?:SELECT\b[\s\S]+\bFROM\b|INSERT\s+INTO\b|UPDATE\s[\s\S]+\sSET\b|DELETE\s+FROM\b|WITH\s+\w+\s+AS\s*\(|CREATE\s+(?:TABLE|INDEX|VIEW)\b|ALTER\s+TABLE\b)/i
/** Strings and comments first, so that nothing is broken inside them. */
const SQL_TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\b(?:FROM|WHERE|GROUP\s+BY|ORDER\s+BY|HAVING|LIMIT|OFFSET|UNION(?:\s+ALL)?|(?:(?:LEFT|RIGHT|FULL|INNER|CROSS)\s+)?(?:OUTER\s+)?JOIN|VALUES|SET|RETURNING|ON\s+CONFLICT|AND|OR)\b|\s+|[^\s'"`/-]+|[\s\S]/gi

function ofSql(text: string): PrettyText | null {
  if (!SQL_START.test(text)) return null
  let pretty = ''
  for (const token of text.match(SQL_TOKEN) ?? []) {
    if (/^\s+$/.test(token)) pretty += pretty.endsWith('\n') || pretty === '' ? '' : ' '
    else if (/^(?:AND|OR)$/i.test(token)) pretty = `${pretty.trimEnd()}\n  ${token}`
    else if (
      /^(?:FROM|WHERE|GROUP|ORDER|HAVING|LIMIT|OFFSET|UNION|LEFT|RIGHT|FULL|INNER|CROSS|OUTER|JOIN|VALUES|SET|RETURNING|ON)\b/i.test(
        token,
      ) &&
      !/^['"`]/.test(token) &&
      !/^ON$/i.test(token)
    )
      pretty = `${pretty.trimEnd()}\n${token.replace(/\s+/g, ' ')}`
    else pretty += token.startsWith('--') ? `${token}\n` : token
  }
  return { kind: 'SQL', text: pretty.trimStart() }
}
