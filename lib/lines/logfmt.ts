/** Reads a line of logfmt: `time=… level=warn msg="low disk" err="no space"`. */

/** Pairs that are read of one line. */
const PAIRS_MAX = 64
const PAIR = /([A-Za-z_@][\w.@-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?:\s+|$)/y
/** Where pairs may begin: at the start, or behind the time and message of logrus and the like. */
const START = /(?:^|\s)[A-Za-z_@][\w.@-]{0,63}=/

/** The pairs by key in lower case, from the first `key=` on; null when what follows is not made of pairs. */
export function readLogfmt(line: string): Map<string, string> | null {
  const start = line.includes('=') ? START.exec(line) : null
  if (!start) return null
  const pairs = new Map<string, string>()
  PAIR.lastIndex = start.index + (/^\s/.test(start[0]) ? 1 : 0)
  while (pairs.size < PAIRS_MAX && PAIR.lastIndex < line.length) {
    const at = PAIR.lastIndex
    const match = PAIR.exec(line)
    if (!match) {
      PAIR.lastIndex = at
      break
    }
    const [, key = '', quoted, plain] = match
    if (!pairs.has(key.toLowerCase()))
      pairs.set(key.toLowerCase(), quoted?.replace(/\\(.)/g, unescapeCharacter) ?? plain ?? '')
  }
  return pairs.size > 0 ? pairs : null
}

function unescapeCharacter(_: string, character: string): string {
  return { n: '\n', t: '\t', r: '\r' }[character] ?? character
}
