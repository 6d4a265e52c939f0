/** One line of text for any value, as a console would show it. Never throws. */
import { describeError, isErrorLike } from './to-error.ts'
import { Plainer } from './to-plain.ts'

/** Objects inside a message are a preview: their fields travel as attributes. */
const PREVIEW_CHARS_MAX = 1_000

/** The whole text of a value. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined) return 'undefined'
  if (isErrorLike(value)) return describeError(value)
  const plain = new Plainer().plain(value)
  return typeof plain === 'string' ? plain : JSON.stringify(plain)
}

export function preview(text: string): string {
  return text.length > PREVIEW_CHARS_MAX ? `${wholePairs(text.slice(0, PREVIEW_CHARS_MAX))}…` : text
}

/** Without the first half of a pair of surrogates at its end. */
export function wholePairs(text: string): string {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text
}
