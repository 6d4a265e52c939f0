/** Any value as text, as a console would show it. Never throws. */
import { jsonText } from '#lib/protocol/json-text.ts'
import { Serializer } from './serializer.ts'
import { describeError, isErrorLike } from './to-error.ts'

/** Objects inside a message are shown as a preview: their fields travel as attributes. */
const PREVIEW_CHARS_MAX = 1_000

/** The whole value as text. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  return isErrorLike(value) ? describeError(value) : plainText(new Serializer().plain(value))
}

/** The text of what a {@link Serializer} has read. */
export function plainText(plain: unknown): string {
  if (plain === undefined) return 'undefined'
  return typeof plain === 'string' ? plain : jsonText(plain)
}

export function preview(text: string): string {
  return text.length > PREVIEW_CHARS_MAX ? `${wholePairs(text.slice(0, PREVIEW_CHARS_MAX))}…` : text
}

/** The text without half a surrogate pair at its end. */
export function wholePairs(text: string): string {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text
}
