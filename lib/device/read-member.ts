/** Looks into things of the host that may be anything, without ever throwing. */

/** A member of anything; undefined where there is none or reading it throws. */
export function readMember(from: unknown, key: string): unknown {
  try {
    return (from as Record<string, unknown> | null | undefined)?.[key]
  } catch {
    return undefined // a getter that throws has nothing to tell
  }
}

/** A member that is text; '' where it is not. */
export function readString(from: unknown, key: string): string {
  const value = readMember(from, key)
  return typeof value === 'string' ? value : ''
}

/** Text or a number as text; '' for anything else. */
export function readText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
