/**
 * Guesses the level of a text line from common log formats. Looks only at the start of the line, with patterns that cannot
 * backtrack far, because a line is untrusted input.
 */
import { type Level, levelOfSyslog, parseLevel } from '#lib/protocol/levels.ts'

const HEAD_CHARS = 256
// biome-ignore lint/suspicious/noControlCharactersInRegex: color codes begin with the escape character.
const ANSI = /\u001b\[[0-9;:]{0,32}[A-Za-z]/g
/** Pictures and symbols that command lines put before their messages: `❌ Error: …`, `⚠️  warning: …`. */
const PICTURES = /^\s{0,8}(?:[\p{So}\p{Extended_Pictographic}]\ufe0f?\u200d?){1,4}\s{1,4}/u

const WORDS =
  'trace|trac|debug|debu|info|notice|success|warn|warning|error|eror|erro|err|severe|fatal|fata|critical|crit|panic|dpanic|alert|emerg|emergency|verbose'
/** Abbreviations used only by Serilog and .NET. */
const SHORT = 'vrb|trce|dbg|dbug|inf|wrn|fail|ftl'
const WORD = `${WORDS}|${SHORT}`
/** Redis prints a character for the level. */
const REDIS: Record<string, Level> = { '.': 'debug', '-': 'trace', '*': 'info', '#': 'warn' }

type Sign = [pattern: RegExp, read: (text: string) => Level]
/** From the most to the least reliable; the first one that yields a level wins. */
const SIGNS: Sign[] = [
  // logcat: "01-02 03:04:05.678  123  456 E Tag: …", "E/Tag( 123): …" with or without its time
  [/^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,5}\d{1,7} {1,5}\d{1,7} ([VDIWEFA]) /, parseLevel],
  [/^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,3})?([VDIWEFA])\/[^\s(:]{1,64} {0,8}[(:]/, parseLevel],
  // klog and glog "E0102 15:04:05.678901 …"
  [/^([IWEF])\d{4}(?:\d{4})? \d\d:\d\d:\d\d\./, parseLevel],
  // RFC 5424 and 3164: priority = facility * 8 + severity
  [/^<(\d{1,3})>(?:1 |[A-Z][a-z]{2} )/, (text) => levelOfSyslog(Number(text) % 8)],
  // Redis "12:M 02 Jan 2026 03:04:05.678 # …"
  [/^\d{1,7}:[MSCX] \d\d [A-Z][a-z]{2} \d{4} [\d:.]{8,12} ([.*#-]) /, (text) => REDIS[text] ?? 'unknown'],
  // logfmt and JSON-like: level=error, "severity":"WARN"
  [new RegExp(`\\b(?:level|lvl|severity|loglevel)["']? {0,2}[=:] {0,2}["']?(${WORD})\\b`, 'i'), parseLevel],
  // [ERROR], <warn>, (info), |DEBUG|, and Apache's [core:error]
  [new RegExp(`[[<(|] {0,4}(?:[a-z]\\w{0,31}:)?(${WORD}) {0,8}[\\])>|]`, 'i'), parseLevel],
  // Tornado and Jupyter: [W 2026-01-02 03:04:05.678 App], [E 03:04:05.678 App]
  [/^\[([DIWEC]) (?=[\d-]{0,10} ?\d\d:\d\d:\d\d)/, parseLevel],
  // logrus on a terminal: WARN[0000], ERRO[0003]
  [/^([A-Z]{4,5})\[\d{4,12}\]/, parseLevel],
  // npm since version 10
  [/^npm (warn|error|info|notice|http|verb|sill(?:y)?|ERR)(?:!| )/, parseLevel],
  // An upper-case word near the start, as Log4j, Python, Go and Monolog print it
  [new RegExp(`(?:^|[\\s:.[|])(${WORD.toUpperCase()})(?=[\\s:,;\\]!/|]|$)`), parseLevel],
  // PostgreSQL's word for messages that are not errors
  [/ (LOG): {2}/, parseLevel],
  // "error: …" at the start, or after a location or a program name: gcc, tsc, cargo, PHP, sshd
  [
    new RegExp(`(?:^|[:\\])] {1,2})(?:PHP )?(${WORD})(?: error| TS\\d{1,5}|\\[\\w{1,8}\\])?(?:: |:$|!)`, 'i'),
    parseLevel,
  ],
  // A time, then the word in any case: zap, Windows CBS
  [new RegExp(`^[\\d:.,TZ/+ -]{8,40}[\\s,]{1,4}(${WORD})\\s`, 'i'), parseLevel],
  // A Rust thread that panics
  [/^thread '[^']{0,64}' (panic)ked at/, parseLevel],
]
/** An uncaught error as Node, Python and Java print it. */
const UNCAUGHT =
  /^(?:Uncaught |Traceback \(most recent call last\)|Exception in thread |Caused by: )|^[\w.$]{0,80}(?:Error|Exception)(?::|$)/

/** Returns `unknown` when the line does not say. */
export function guessLevel(line: string): Level {
  const head = line.slice(0, HEAD_CHARS).replace(ANSI, '').replace(PICTURES, '')
  for (const [pattern, read] of SIGNS) {
    const text = pattern.exec(head)?.[1]
    const level = text ? read(text) : 'unknown'
    if (level !== 'unknown') return level
  }
  return UNCAUGHT.test(head) ? 'error' : 'unknown'
}
