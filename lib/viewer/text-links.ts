/**
 * Web addresses in a text. Only http and https, and only what is as it looks: an address with a user name in it may pose as
 * another host, and one with characters beyond ASCII too.
 */
export interface TextPiece {
  text: string
  /** Set for addresses: where the link leads. */
  href?: string
}

const ADDRESS = /\bhttps?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]{1,2000}/gi
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?'")\]}*]+$/

export function linkPieces(text: string): TextPiece[] {
  if (!text.includes('://')) return [{ text }]
  const pieces: TextPiece[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0])
    const href = safeHref(address)
    if (href === null || (text.charCodeAt(match.index + address.length) || 0) > 127) continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    pieces.push({ text: address, href })
    from = match.index + address.length
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from) })
  return pieces
}

/** Null for what is no address of the web, or poses as another. */
export function safeHref(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { protocol, username, password, hostname, href } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  return username === '' && password === '' && hostname !== '' ? href : null
}

/** A closing bracket belongs to the address when it has the opening one. */
function trimmed(address: string): string {
  const end = address.replace(TRAILING, '')
  const count = (bracket: string) => end.split(bracket).length
  return address[end.length] === ')' && count('(') > count(')') ? `${end})` : end
}
