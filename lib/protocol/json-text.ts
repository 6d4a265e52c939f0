/**
 * `JSON.stringify` for plain data that must not change because a page has added a `toJSON` to the built-in prototypes, as old
 * libraries such as Prototype.js do, or has replaced `JSON.stringify` itself.
 */
import { apply } from './built-ins.ts'

const { stringify } = JSON
const isBuiltIn = /\[native code\]/.test(apply(Function.prototype.toString, stringify, []))

/** The JSON of plain data: objects, arrays, texts, numbers, booleans, null. Throws for cycles and BigInt, as `JSON.stringify` does. */
export function jsonText(value: unknown): string {
  return isBuiltIn && !('toJSON' in [] || 'toJSON' in {}) ? stringify(value) : write(value)
}

function write(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') throw new TypeError('a BigInt is not JSON')
  if (typeof value === 'boolean' || Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null) return 'null'
  const parts: string[] = []
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) parts.push(write(value[i]))
    return `[${parts.join()}]`
  }
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) parts.push(`${quoted(key)}:${write(member)}`)
  }
  return `{${parts.join()}}`
}

/** A pair of surrogates, which stays, or what JSON escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them.
const SPECIAL = /[\ud800-\udbff][\udc00-\udfff]|["\\\0-\x1f\ud800-\udfff]/g

function quoted(text: string): string {
  const escaped = text.replace(SPECIAL, (found) =>
    found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${escaped}"`
}
