/**
 * Guesses a text line's level from how common formats say it. Looks at the first part of the line only, with patterns
 * that cannot backtrack far: a line is a stranger's input.
 */
import { type Level, levelOfSyslog, parseLevel } from '#lib/protocol/levels.ts'

const HEAD_CHARS = 256
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
const ANSI = /\u001b\[[0-9;:]{0,32}[A-Za-z]/g

const LONG =
  'trace|debug|info|notice|warn|warning|error|err|severe|fatal|critical|crit|panic|alert|emerg|emergency|verbose'
/** Serilog and .NET, which the rest of the world does not share. */
const SHORT: Record<string, Level> = {
  vrb: 'trace',
  trce: 'trace',
  dbg: 'debug',
  dbug: 'debug',
  inf: 'info',
  wrn: 'warn',
  fail: 'error',
  ftl: 'fatal',
}
const WORD = `${LONG}|${Object.keys(SHORT).join('|')}`
/** Redis prints a mark for the level. */
const REDIS: Record<string, Level> = { '.': 'debug', '-': 'trace', '*': 'info', '#': 'warn' }

type Sign = [pattern: RegExp, read: (said: string) => Level]
const byWord = (said: string): Level => SHORT[said.toLowerCase()] ?? parseLevel(said)
/** From the surest sign to the weakest; the first that names a level decides. */
const SIGNS: Sign[] = [
  // logcat: "01-02 03:04:05.678  123  456 E Tag: …", "E/Tag( 123): …" with or without its time
  [/^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,5}\d{1,7} {1,5}\d{1,7} ([VDIWEFA]) /, byWord],
  [/^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,3})?([VDIWEFA])\/[^\s(:]{1,64} {0,8}[(:]/, byWord],
  // klog and glog "E0102 15:04:05.678901 …"
  [/^([IWEF])\d{4}(?:\d{4})? \d\d:\d\d:\d\d\./, byWord],
  // RFC 5424 and 3164: priority = facility * 8 + severity
  [/^<(\d{1,3})>(?:1 |[A-Z][a-z]{2} )/, (said) => levelOfSyslog(Number(said) % 8)],
  // Redis "12:M 02 Jan 2026 03:04:05.678 # …"
  [/^\d{1,7}:[MSCX] \d\d [A-Z][a-z]{2} \d{4} [\d:.]{8,12} ([.*#-]) /, (said) => REDIS[said] ?? 'unknown'],
  // logfmt and JSON-like: level=error, "severity":"WARN"
  [new RegExp(`\\b(?:level|lvl|severity|loglevel)["']? {0,2}[=:] {0,2}["']?(${WORD})\\b`, 'i'), byWord],
  // [ERROR], <warn>, (info), |DEBUG|
  [new RegExp(`[[<(|] {0,4}(${WORD}) {0,8}[\\])>|]`, 'i'), byWord],
  // A word in capitals anywhere near the start, as Log4j, Python, Go and Monolog print it
  [new RegExp(`(?:^|[\\s:.[|])(${WORD.toUpperCase()})(?=[\\s:,;\\]!/|]|$)`), byWord],
  // PostgreSQL's own word for what is no error
  [/ (LOG): {2}/, byWord],
  // "error: …" at the start, or after a place or a program's name: gcc, tsc, cargo, PHP, sshd
  [new RegExp(`(?:^|[:\\])] {1,2})(?:PHP )?(${WORD})(?: error| TS\\d{1,5}|\\[\\w{1,8}\\])?(?:: |:$|!)`, 'i'), byWord],
  // A time, then the word in any case: zap, Windows CBS
  [new RegExp(`^[\\d:.,TZ/+ -]{8,40}[\\s,]{1,4}(${WORD})\\s`, 'i'), byWord],
  // A thread of Rust's that panics
  [/^thread '[^']{0,64}' (panic)ked at/, byWord],
]
/** An uncaught error as Node, Python and Java print it. */
const UNCAUGHT =
  /^(?:Uncaught |Traceback \(most recent call last\)|Exception in thread |Caused by: )|^[\w.$]{0,80}(?:Error|Exception)(?::|$)/

/** `unknown` where nothing tells. */
export function guessLevel(line: string): Level {
  const head = line.slice(0, HEAD_CHARS).replace(ANSI, '')
  for (const [pattern, read] of SIGNS) {
    const said = pattern.exec(head)?.[1]
    const level = said ? read(said) : 'unknown'
    if (level !== 'unknown') return level
  }
  return UNCAUGHT.test(head) ? 'error' : 'unknown'
}
