/**
 * Next's header with the pages that a browser shows. Next fails with 500 and a stack trace on one that it cannot read, so only
 * those of the right shape reach it; without the header it sends the whole page.
 */

/** Longer ones are refused by Next (its app-render/parse-and-validate-flight-router-state). */
const CHARS_MAX = 40_000

export function isRouterState(header: string | string[] | undefined): boolean {
  if (typeof header !== 'string' || header.length > CHARS_MAX) return false
  try {
    return isTree(JSON.parse(decodeURIComponent(header)))
  } catch {
    return false
  }
}

/** A segment, the trees below it by slot, and up to four marks: an address, an instruction, flags and a text. */
function isTree(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 2 || value.length > 6) return false
  const [segment, slots, address, mark, flags, text] = value
  return (
    (typeof segment === 'string' || (Array.isArray(segment) && isDynamic(segment))) &&
    typeof slots === 'object' &&
    slots !== null &&
    !Array.isArray(slots) &&
    Object.values(slots).every(isTree) &&
    (address == null || isPair(address)) &&
    (mark == null || ['refetch', 'inside-shared-layout', 'metadata-only'].includes(mark)) &&
    (flags == null || typeof flags === 'number') &&
    (text === undefined || typeof text === 'string')
  )
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')
}

/** The letters of Next's kinds of dynamic segments; those with dots are intercepted routes. */
const KIND = /^(?:c|oc|d|[cd]i\((?:\.\.\)\(\.\.|\.{1,3})\))$/

/** A name, its value, its kind, and the static neighbors where they are known. */
function isDynamic([name, value, kind, neighbors, ...rest]: unknown[]): boolean {
  return (
    [name, value, kind].every((part) => typeof part === 'string') &&
    KIND.test(String(kind)) &&
    (neighbors === null || (Array.isArray(neighbors) && neighbors.every((part) => typeof part === 'string'))) &&
    rest.length === 0
  )
}
