/** Reads values of the host that may be anything, without ever throwing. */
import { apply } from '#lib/protocol/built-ins.ts'

/** A member of any value; undefined where it does not exist or reading it throws. */
export function readMember(from: unknown, key: string): unknown {
  try {
    return (from as Record<string, unknown> | null | undefined)?.[key]
  } catch {
    return undefined // a getter threw
  }
}

/** The same for a member of its own. */
export function readOwn(from: object, key: string): unknown {
  try {
    return apply(Object.prototype.hasOwnProperty, from, [key]) ? (from as Record<string, unknown>)[key] : undefined
  } catch {
    return undefined // a proxy that throws
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
