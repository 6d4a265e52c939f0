/**
 * What a console shows of a proxy: Node prints its target without calling a trap, so that is what a captured call gets. Browsers
 * offer no way to tell a proxy from its target; there its traps are called once.
 */
import { builtinModule } from './builtin-module.ts'
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
  return (builtinModule(readMember(globalThis, 'process'), 'util') as NodeUtil | undefined) ?? null
}
