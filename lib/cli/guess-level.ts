/**
 * Guesses a text line's level from how common formats say it. Looks at the first part of the line only, with patterns
 * that cannot backtrack far: a line is a stranger's input.
 */
import { type Level, parseLevel } from '#lib/protocol/levels.ts'

const HEAD_CHARS = 256
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
const ANSI = /\u001b\[[0-9;:]{0,32}[A-Za-z]/g

const WORD =
  'trace|debug|info|notice|warn|warning|error|err|severe|fatal|critical|crit|panic|alert|emerg|emergency|verbose'
/** From the surest sign to the weakest; the first that fits decides. */
const SIGNS: RegExp[] = [
  // logcat "01-02 03:04:05.678  123  456 E Tag: …" and brief "E/Tag( 123): …"
  /^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,5}\d{1,7} {1,5}\d{1,7} ([VDIWEFA]) /,
  /^([VDIWEFA])\/[^\s(:]{1,64} {0,8}[(:]/,
  // klog "E0102 15:04:05.678901 …"
  /^([IWEF])\d{4} \d\d:\d\d:\d\d\./,
  // logfmt and JSON-like: level=error, "severity":"WARN"
  /\b(?:level|lvl|severity|loglevel)["']? {0,2}[=:] {0,2}["']?([A-Za-z]{1,12})\b/i,
  // [ERROR], <warn>, (info), |DEBUG|
  new RegExp(`[[<(|] {0,4}(${WORD}) {0,8}[\\])>|]`, 'i'),
  // A word in capitals anywhere near the start, as Log4j, Python and Go print it
  new RegExp(`(?:^|[\\s:])(${WORD.toUpperCase()})(?=[\\s:,;\\]]|$)`),
  // "error: …" at the start, or after a program's name
  new RegExp(`^(?:[\\w./-]{1,64}: {0,2})?(${WORD}) {0,2}[:!]`, 'i'),
]

/** `unknown` where nothing tells. */
export function guessLevel(line: string): Level {
  const head = line.slice(0, HEAD_CHARS).replace(ANSI, '')
  for (const sign of SIGNS) {
    const word = sign.exec(head)?.[1]
    if (!word) continue
    const level = parseLevel(word)
    if (level !== 'unknown') return level
  }
  // An uncaught error as Node, Python and Java print it.
  if (
    /^(?:Uncaught |Traceback \(most recent call last\)|Exception in thread )|^[A-Za-z.]{0,80}(?:Error|Exception)(?::|$)/.test(
      head,
    )
  )
    return 'error'
  return 'unknown'
}
