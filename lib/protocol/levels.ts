/**
 * The levels of a record, their order and their numbers, and the one place that understands how the rest of the
 * world spells them (OpenTelemetry, syslog, pino, logcat, klog and everyday words).
 */

/** From least to most severe; `unknown` is for a record whose producer did not say. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown'] as const
export type Level = (typeof LEVELS)[number]

/** Records per level of one session, in the order of {@link LEVELS}; what devices report and lists show. */
export type LevelCounts = readonly [number, number, number, number, number, number, number]

/** OpenTelemetry severity numbers: the first of each range (log data model, "SeverityNumber"). */
export const SEVERITY_NUMBER: Record<Level, number> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
  unknown: 0,
}

const ALIASES: Record<string, Level> = {
  trace: 'trace', trc: 'trace', verbose: 'trace', ver: 'trace', finest: 'trace', finer: 'trace', all: 'trace', v: 'trace', t: 'trace', silly: 'trace',
  debug: 'debug', dbg: 'debug', fine: 'debug', config: 'debug', d: 'debug', log: 'info',
  info: 'info', inf: 'info', information: 'info', informational: 'info', notice: 'info', i: 'info', n: 'info',
  warn: 'warn', warning: 'warn', wrn: 'warn', w: 'warn',
  error: 'error', err: 'error', e: 'error', severe: 'error', sev: 'error',
  fatal: 'fatal', critical: 'fatal', crit: 'fatal', c: 'fatal', f: 'fatal', a: 'fatal', wtf: 'fatal', emerg: 'fatal', emergency: 'fatal', alert: 'fatal', panic: 'fatal', shout: 'fatal',
  unknown: 'unknown',
} // biome-ignore format: one row per level reads better than forty lines

/** What numbers mean depends on who writes them: pino 10–60, OpenTelemetry 1–24, syslog 0–7. Syslog must be asked for. */
function levelOfNumber(value: number): Level {
  if (value >= 10 && value <= 60 && value % 10 === 0 && value !== 10 && value !== 20)
    return PINO[value / 10 - 1] ?? 'unknown'
  if (value === 10) return 'trace'
  if (value === 20) return 'debug'
  if (value >= 1 && value <= 24) return LEVELS[Math.floor((value - 1) / 4)] ?? 'unknown'
  return 'unknown'
}
const PINO: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const SYSLOG: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']

/** The level that a value names, in any spelling above; `unknown` where it names none. Never throws. */
export function parseLevel(value: unknown): Level {
  if (typeof value === 'number') return levelOfNumber(value)
  if (typeof value !== 'string') return 'unknown'
  const word = value.trim().toLowerCase()
  const named = ALIASES[word]
  if (named) return named
  return /^\d{1,2}$/.test(word) ? levelOfNumber(Number(word)) : 'unknown'
}

/** The level of a syslog severity, 0 (emergency) to 7 (debug). */
export function levelOfSyslog(severity: number): Level {
  return SYSLOG[severity] ?? 'unknown'
}

export function levelIndex(level: Level): number {
  return LEVELS.indexOf(level)
}
