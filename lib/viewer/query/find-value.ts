/** What the find bar looks for: the text as it stands, or `/an expression/`. It knows no operators. */
import { compileRegex } from './linear-regex.ts'
import { type LiteralValue, QUERY_CHARS_MAX, REGEX_CHARS_MAX, type RegexValue } from './query.ts'
import { scanRegex } from './scan.ts'

/** Null: nothing to look for. */
export function findValue(text: string): LiteralValue | RegexValue | null {
  const shown = text.slice(0, QUERY_CHARS_MAX)
  if (shown.trim() === '') return null
  const regex = scanRegex(shown, 0)
  const isRegex = regex?.end === shown.length && regex.text.length <= REGEX_CHARS_MAX
  if (!regex || !isRegex || !compileRegex(regex.text, regex.isInsensitive).isOk) return { kind: 'literal', text: shown }
  return { kind: 'regex', source: regex.text, isInsensitive: regex.isInsensitive }
}
