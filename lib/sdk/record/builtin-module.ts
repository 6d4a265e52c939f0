/** Modules of Node, loaded at run time, because a static import would break browsers. */
import { readMember } from './read-member.ts'

/** Undefined elsewhere. Next's edge runtime has the function, and it throws. */
export function builtinModule(process: unknown, name: string): unknown {
  try {
    const get = readMember(process, 'getBuiltinModule')
    return typeof get === 'function' ? get.call(process, name) : undefined
  } catch {
    return undefined
  }
}
