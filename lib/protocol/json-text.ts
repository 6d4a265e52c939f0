/**
 * `JSON.stringify` for plain data that must not change because a page has added a `toJSON` to the built-in prototypes, as old
 * libraries such as Prototype.js do.
 */

/** The JSON of plain data: objects, arrays, texts, numbers, booleans, null. Throws for cycles and BigInt, as `JSON.stringify` does. */
export function jsonText(value: unknown): string {
  return 'toJSON' in [] || 'toJSON' in {} ? write(value) : JSON.stringify(value)
}

/** Texts, numbers and booleans are no objects, so `JSON.stringify` asks none of them for a `toJSON`. */
function write(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const parts: string[] = []
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) parts.push(write(value[i]))
    return `[${parts.join()}]`
  }
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${write(member)}`)
  }
  return `{${parts.join()}}`
}
