/**
 * The short code of a waiting device: eight characters of Crockford's base32, 40 bits, without I, L, O and U. A device shows it
 * at the end of its device id, the one text beside the session id that an unmodified app shows. People may type it in any case,
 * with spaces or dashes.
 */

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const CODE_CHARS = 8
const AT_THE_END = /[_-]([0-9a-hjkmnp-tv-z]{8})$/

export function newPairingCode(): string {
  let code = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(CODE_CHARS))) code += ALPHABET[byte % ALPHABET.length]
  return code
}

/** The code at the end of a device id; null for an id without one. */
export function codeOfDeviceId(deviceId: string): string | null {
  return AT_THE_END.exec(deviceId)?.[1] ?? null
}

/** The code that somebody typed; null when it cannot be one. Case, spaces and dashes do not matter; O is 0, I and L are 1. */
export function readPairingCode(text: string): string | null {
  const code = text
    .trim()
    .toLowerCase()
    .replace(/^device_/, '')
    .replace(/[\s-]/g, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1')
  return code.length === CODE_CHARS && [...code].every((char) => ALPHABET.includes(char)) ? code : null
}

/** The code as people read it: `K7QM-4T9X`. */
export function shownPairingCode(code: string): string {
  return `${code.slice(0, CODE_CHARS / 2)}-${code.slice(CODE_CHARS / 2)}`.toUpperCase()
}
