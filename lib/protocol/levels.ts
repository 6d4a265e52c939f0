/**
 * The levels of a record, their order, and how the rest of the world spells them (OpenTelemetry, syslog, pino, logcat, klog
 * and everyday words).
 */

/** From least to most severe; `unknown` is for records whose producer named no level. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown'] as const
export type Level = (typeof LEVELS)[number]

/** Number of records of a session at each level, in the order of {@link LEVELS}. */
export type LevelCounts = readonly [number, number, number, number, number, number, number]

/** Everyday spellings, by level. */
const SPELLINGS: Record<Level, string> = {
  trace: 'trace trac trce trc verbose verb vrb ver finest finer silly all v t',
  debug: 'debug debu dbug dbg fine config d',
  info: 'info inf information informational notice success http log default i n',
  warn: 'warn warning wrn w',
  error: 'error eror erro err severe sev fail failure e',
  fatal: 'fatal fata ftl critical crit emerg emergency alert panic pani dpanic fault wtf shout f c a',
  unknown: 'unknown',
}
const LEVEL_OF_WORD = new Map<string, Level>(
  LEVELS.flatMap((level) => SPELLINGS[level].split(' ').map((word) => [word, level] as const)),
)
const PINO: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const MONOLOG: readonly Level[] = ['debug', 'info', 'warn', 'error', 'fatal', 'fatal']
const SYSLOG: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']

/**
 * Multiples of ten are pino's numbers, and so is what lies between them from 25 on; others up to 24 are OpenTelemetry's, from 100
 * on Monolog's. For syslog's use {@link levelOfSyslog}.
 */
function levelOfNumber(value: number): Level {
  if (value === 10 || value === 20 || (value > 24 && value < 100))
    return PINO[Math.min(Math.floor(value / 10), 6) - 1] ?? 'unknown'
  if (value >= 1 && value <= 24) return LEVELS[Math.floor((value - 1) / 4)] ?? 'unknown'
  return value >= 100 && value <= 600 ? (MONOLOG[Math.floor(value / 100) - 1] ?? 'unknown') : 'unknown'
}

/**
 * What may stand around the word of a level: colors, brackets, a counter as in `WARN[0003]`, and a facility as in
 * `core:error`.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: color codes begin with the escape character.
const DECORATION = /\u001b\[[\d;:]*m|^[\s[(<]+(?:[a-z]\w*:)?|\[\d+\]|[\])>:!\s]+$/gi

/** slog's distance from a level, `ERROR+4`. No lookbehind: Safari 15 has none. */
const OFFSET = /([a-z])[+-]\d{1,2}$/i

/** A longer text names no level. */
const WORD_CHARS_MAX = 64

/** The level that a value names, in any spelling above; `unknown` where it names no level. Never throws. */
export function parseLevel(value: unknown): Level {
  if (typeof value === 'number') return levelOfNumber(value)
  if (typeof value !== 'string') return 'unknown'
  let word = value.trim().toLowerCase()
  // The levels of our own records end here.
  let level = LEVEL_OF_WORD.get(word)
  if (!level && word.length <= WORD_CHARS_MAX) {
    word = word.replace(DECORATION, '').replace(OFFSET, '$1')
    level = LEVEL_OF_WORD.get(word)
  }
  if (level) return level
  return /^\d{1,3}$/.test(word) ? levelOfNumber(Number(word)) : 'unknown'
}

/** The level of a syslog severity, 0 (emergency) to 7 (debug). */
export function levelOfSyslog(severity: number): Level {
  return SYSLOG[severity] ?? 'unknown'
}

export function levelIndex(level: Level): number {
  return LEVELS.indexOf(level)
}
