/** Text as UTF-8 bytes, and the number of bytes. */
import { encodeByHand } from './utf8-by-hand.ts'

const encoder = typeof TextEncoder === 'function' ? new TextEncoder() : null

/** Bytes of the text in UTF-8; a lone surrogate counts as the three bytes of U+FFFD it becomes. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else {
      bytes += 2
      // A surrogate pair is two units and four bytes.
      if (isPairAt(text, i, unit)) i++
    }
  }
  return bytes
}

/** UTF-8 bytes that span their whole buffer. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (encoder) {
    const bytes = encoder.encode(text)
    return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
  }
  return encodeByHand(text, utf8Length(text))
}

function isPairAt(text: string, i: number, unit: number): boolean {
  if (unit < 0xd800 || unit > 0xdbff) return false
  const next = text.charCodeAt(i + 1)
  return next >= 0xdc00 && next <= 0xdfff
}
