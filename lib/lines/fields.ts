/** Finds fields of a structured record by names in lower case; a dot leads into an object, unless the name itself has one. */

export type FieldReader = (key: string) => unknown

/** Names beyond these are not looked for in other cases: an object with thousands of fields costs nothing. */
const KEYS_MAX = 256

export function fieldReader(fields: Record<string, unknown>): FieldReader {
  const names = lowerNames(fields)
  return (key) => {
    const whole = valueAt(fields, names, key)
    if (whole !== undefined) return whole
    const dot = key.indexOf('.')
    const outer = dot > 0 ? valueAt(fields, names, key.slice(0, dot)) : undefined
    if (typeof outer !== 'object' || outer === null || Array.isArray(outer)) return undefined
    return fieldReader(outer as Record<string, unknown>)(key.slice(dot + 1))
  }
}

/** Null when every name is in lower case already, which is the usual case. */
function lowerNames(fields: Record<string, unknown>): Map<string, string> | null {
  let names: Map<string, string> | null = null
  let count = 0
  for (const name of Object.keys(fields)) {
    if (++count > KEYS_MAX) break
    const lower = name.toLowerCase()
    if (lower === name) continue
    names ??= new Map()
    if (!names.has(lower)) names.set(lower, name)
  }
  return names
}

function valueAt(fields: Record<string, unknown>, names: Map<string, string> | null, key: string): unknown {
  if (Object.hasOwn(fields, key)) return fields[key]
  const name = names?.get(key)
  return name === undefined ? undefined : fields[name]
}
