/** Text to UTF-8 bytes and their count, also where the platform has no TextEncoder (React Native before 0.74). */

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
      // A pair is two units and four bytes.
      if (isPairAt(text, i, unit)) i++
    }
  }
  return bytes
}

/** Exactly sized: the array is the whole of its buffer. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (encoder) {
    const bytes = encoder.encode(text)
    return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
  }
  return encodeByHand(text)
}

export function encodeByHand(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(utf8Length(text))
  let at = 0
  for (const character of text) {
    let code = character.codePointAt(0) as number
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
    if (code < 0x80) bytes[at++] = code
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
      bytes[at++] = 0x80 | (code & 0x3f)
    } else {
      if (code < 0x10000) bytes[at++] = 0xe0 | (code >> 12)
      else {
        bytes[at++] = 0xf0 | (code >> 18)
        bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
      }
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
      bytes[at++] = 0x80 | (code & 0x3f)
    }
  }
  return bytes
}

function isPairAt(text: string, i: number, unit: number): boolean {
  if (unit < 0xd800 || unit > 0xdbff) return false
  const next = text.charCodeAt(i + 1)
  return next >= 0xdc00 && next <= 0xdfff
}
