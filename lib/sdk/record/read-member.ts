/** Reads values of the host that may be anything, without ever throwing. */

/** A member of any value; undefined where it does not exist or reading it throws. */
export function readMember(from: unknown, key: string): unknown {
  try {
    return (from as Record<string, unknown> | null | undefined)?.[key]
  } catch {
    return undefined // a getter threw
  }
}

/** A member that is a string; '' otherwise. */
export function readString(from: unknown, key: string): string {
  const value = readMember(from, key)
  return typeof value === 'string' ? value : ''
}

/** A string or a number as text; '' for anything else. */
export function readText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
