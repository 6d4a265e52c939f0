/** The arguments of a call such as `logger.info(…)` as the input of a record. */

import { apply } from '#lib/protocol/built-ins.ts'
import type { Level } from '#lib/protocol/levels.ts'
import { formatConsole } from './capture/console-format.ts'
import type { LogInput } from './logger.ts'
import { messageOf } from './record/serializer.ts'
import { isErrorLike } from './record/to-error.ts'

/** May throw what reading an argument throws. */
export function messageInput(level: Level, [given, ...rest]: readonly unknown[]): LogInput {
  const body = typeof given === 'function' ? called(given) : given
  if (typeof body === 'string' && rest.length > 0 && /%[sdifjoOc]/.test(body)) {
    const { body: text, error, attributes } = formatConsole([body, ...rest], false)
    return { level, body: text, error, ...(attributes && { attributes }) }
  }
  const error = rest.find(isErrorLike)
  const others = error === undefined ? rest : rest.filter((value) => value !== error)
  if (others.length === 0) return { level, body, error }
  return { level, body, error, attributes: others.length > 1 ? { arguments: others } : (others[0] as object) }
}

/** A message that is computed only when somebody wants it. A class is a value like any other. */
function called(make: unknown): unknown {
  try {
    return /^class\b/.test(apply(Function.prototype.toString, make, [])) ? make : (make as () => unknown)()
  } catch (error) {
    return `[the message threw: ${messageOf(error)}]`
  }
}
