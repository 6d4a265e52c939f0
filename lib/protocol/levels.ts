/**
 * The levels of a record and their order, and the one place that understands how the rest of the
 * world spells them (OpenTelemetry, syslog, pino, logcat, klog and everyday words).
 */

/** From least to most severe; `unknown` is for a record whose producer did not say. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown'] as const
export type Level = (typeof LEVELS)[number]

/** Records per level of one session, in the order of {@link LEVELS}; what devices report and lists show. */
export type LevelCounts = readonly [number, number, number, number, number, number, number]

/** Everyday spellings, by level. */
const SPELLINGS: Record<Level, string> = {
  trace: 'trace trc verbose ver finest finer silly all v t',
  debug: 'debug dbg fine config d',
  info: 'info inf information informational notice log i n',
  warn: 'warn warning wrn w',
  error: 'error err severe sev e',
  fatal: 'fatal critical crit emerg emergency alert panic wtf shout f c a',
  unknown: 'unknown',
}
const LEVEL_OF_WORD = new Map<string, Level>(
  LEVELS.flatMap((level) => SPELLINGS[level].split(' ').map((word) => [word, level] as const)),
)
const PINO: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const SYSLOG: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']

/** Numbers mean what their writer meant: tens up to 60 are pino's, other numbers up to 24 OpenTelemetry's. Syslog's must be asked for. */
function levelOfNumber(value: number): Level {
  if (value >= 10 && value <= 60 && value % 10 === 0) return PINO[value / 10 - 1] ?? 'unknown'
  if (value >= 1 && value <= 24) return LEVELS[Math.floor((value - 1) / 4)] ?? 'unknown'
  return 'unknown'
}

/** The level that a value names, in any spelling above; `unknown` where it names none. Never throws. */
export function parseLevel(value: unknown): Level {
  if (typeof value === 'number') return levelOfNumber(value)
  if (typeof value !== 'string') return 'unknown'
  const word = value.trim().toLowerCase()
  const level = LEVEL_OF_WORD.get(word)
  if (level) return level
  return /^\d{1,2}$/.test(word) ? levelOfNumber(Number(word)) : 'unknown'
}

/** The level of a syslog severity, 0 (emergency) to 7 (debug). */
export function levelOfSyslog(severity: number): Level {
  return SYSLOG[severity] ?? 'unknown'
}

export function levelIndex(level: Level): number {
  return LEVELS.indexOf(level)
}
