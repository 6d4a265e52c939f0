/** winston's `info` as a record, after the formats of its logger and transport have worked on it. */
import { type Level, parseLevel } from '#lib/protocol/levels.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { isErrorLike } from '#lib/sdk/record/to-error.ts'
import { errorFrom } from './error-from.ts'
import { timeFrom } from './time-from.ts'

/** The members by which winston's parts know each other (package triple-beam). */
const LEVEL = Symbol.for('level')
const SPLAT = Symbol.for('splat')

/** Words of winston's `npm` and `cli` levels that are no level elsewhere. */
const WORDS: Record<string, Level> = { http: 'info', help: 'info', data: 'info', prompt: 'info', input: 'trace' }
/** What winston adds to an uncaught error: the process as it was, and the stack a second time. */
const OF_EXCEPTIONS = ['date', 'process', 'os', 'trace']

export interface WinstonInfo {
  level: string
  message: unknown
  [LEVEL]?: string
  [SPLAT]?: unknown[]
  [key: string | symbol]: unknown
}

/** `levels`: the logger's own table, from 0 for the most severe. */
export function winstonRecord(info: WinstonInfo, levels: Readonly<Record<string, number>> | undefined): LogInput {
  // The member by the symbol is the plain word; `info.level` may have been coloured by a format.
  const word = info[LEVEL] ?? info.level
  const { level: _, message, timestamp, label, splat: _splat, ...attributes } = info
  const record: LogInput = { level: levelOf(word, levels), body: message, attributes }
  if (parseLevel(word) === 'unknown' && !WORDS[word]) attributes.level = word
  const timeMs = timeFrom(timestamp)
  if (timeMs !== undefined) record.timeMs = timeMs
  else if (timestamp !== undefined) attributes.timestamp = timestamp
  if (typeof label === 'string') record.scope = label
  const error = errorOf(info)
  if (error) record.error = error
  // An `error` among the fields is found by its name.
  if (error || isErrorLike(info.error)) {
    delete attributes.stack
    delete attributes.cause
  }
  if (info.exception === true || info.rejection === true) for (const key of OF_EXCEPTIONS) delete attributes[key]
  return record
}

/** winston takes an error as the whole info, as the second argument, or as its field `error`; formats may flatten it to a stack. */
function errorOf(info: WinstonInfo): Error | undefined {
  if (isErrorLike(info)) return info
  const splat = info[SPLAT]
  const given = Array.isArray(splat) ? splat.find(isErrorLike) : undefined
  if (given) return given
  if (isErrorLike(info.message)) return info.message
  if (isErrorLike(info.error)) return undefined
  const { stack, message, code, cause } = info
  if (typeof stack !== 'string') return undefined
  const error = errorFrom({ stack, message })
  return error && Object.assign(error, code !== undefined && { code }, cause !== undefined && { cause })
}

/** A custom level counts as the nearest known one that is less severe, or else as the least severe. */
function levelOf(word: string, levels: Readonly<Record<string, number>> | undefined): Level {
  const known = (name: string) => WORDS[name] ?? parseLevel(name)
  const own = known(word)
  const place = levels?.[word]
  if (own !== 'unknown' || !levels || place === undefined) return own
  const others = Object.entries(levels).filter(([name]) => known(name) !== 'unknown')
  const below = others.filter(([, at]) => at > place).sort((a, b) => a[1] - b[1])[0]
  const nearest = below ?? others.sort((a, b) => b[1] - a[1])[0]
  return nearest ? known(nearest[0]) : 'unknown'
}
