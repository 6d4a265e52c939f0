/**
 * What a console shows of a proxy: Node prints its target without calling a trap, so that is what a captured call gets. Browsers
 * offer no way to tell a proxy from its target; there its traps are called once.
 */
import { readMember } from './read-member.ts'

interface NodeUtil {
  types: { isProxy(value: unknown): boolean }
  inspect(value: unknown, options: object): string
}

let util: NodeUtil | null | undefined

/** The text of a proxy; undefined for everything else. */
export function proxyText(value: unknown): string | undefined {
  if (util === undefined) util = nodeUtil()
  return util?.types.isProxy(value) ? util.inspect(value, { customInspect: false }) : undefined
}

function nodeUtil(): NodeUtil | null {
  try {
    const process = readMember(globalThis, 'process')
    const builtin = readMember(process, 'getBuiltinModule')
    return typeof builtin === 'function' ? (builtin.call(process, 'util') ?? null) : null
  } catch {
    return null // an edge runtime refuses
  }
}
