/**
 * Finds the values that a path such as `http.status` names: in nested fields, or in a field whose name has the dots in it. In a list,
 * a number names one place, and any other name is looked for in each. Without capital letters a name is found in any case.
 */
import { hasCapital } from './literal.ts'

/** Longer lists are looked through up to here. */
const LIST_MAX = 1_000
const DOTS_MAX = 16

export type ValueTest = (value: unknown) => boolean

/** Whether a value at the path passes. */
export function someAt(fields: Record<string, unknown>, path: string, passes: ValueTest): boolean {
  return someFrom(fields, path, !hasCapital(path), DOTS_MAX, passes)
}

function someFrom(value: unknown, path: string, isAnyCase: boolean, dotsLeft: number, passes: ValueTest): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) {
    const end = Math.min(value.length, LIST_MAX)
    for (let i = 0; i < end; i++) if (someFrom(value[i], path, isAnyCase, dotsLeft, passes)) return true
    return /^\d/.test(path) && someOwn(value, path, isAnyCase, dotsLeft, passes)
  }
  return someOwn(value, path, isAnyCase, dotsLeft, passes)
}

function someOwn(value: object, path: string, isAnyCase: boolean, dotsLeft: number, passes: ValueTest): boolean {
  const whole = keyOf(value, path, isAnyCase)
  if (whole !== undefined && someLeaf(memberOf(value, whole), passes)) return true
  if (dotsLeft === 0) return false
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const head = keyOf(value, path.slice(0, dot), isAnyCase)
    if (head === undefined) continue
    if (someFrom(memberOf(value, head), path.slice(dot + 1), isAnyCase, dotsLeft - 1, passes)) return true
  }
  return false
}

/** A list passes when one of its members does. */
function someLeaf(value: unknown, passes: ValueTest): boolean {
  if (passes(value)) return true
  if (!Array.isArray(value)) return false
  const end = Math.min(value.length, LIST_MAX)
  for (let i = 0; i < end; i++) if (passes(value[i])) return true
  return false
}

function keyOf(value: object, name: string, isAnyCase: boolean): string | undefined {
  if (Object.hasOwn(value, name)) return name
  if (!isAnyCase || Array.isArray(value)) return undefined
  for (const key in value)
    if (key.length === name.length && Object.hasOwn(value, key) && key.toLowerCase() === name) return key
  return undefined
}

function memberOf(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key]
}
