/**
 * The time at the start of a text line, in the formats of common loggers. A time without a zone is in the zone of this process,
 * because the program that logs usually runs on the same machine; a time without a year or a date is the latest one before now.
 */

export interface TextTime {
  /** Epoch milliseconds, with fractions. */
  timeMs: number
  /** Position after the time. */
  end: number
}

const HEAD_CHARS = 256
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY_MS = 24 * 3600_000

const CLOCK = String.raw`(?<h>\d\d?):(?<min>\d\d):(?<s>\d\d)(?:[.,](?<f>\d{1,9}))?`
const ZONE = String.raw`(?: ?(?<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)(?![\w:]))?`
const MONTH = '(?<mon>[A-Z][a-z]{2})'
/** What may come before the time: a level, a syslog priority, a quote or bracket. */
const BEFORE = String.raw`(?:<\d{1,3}>(?:1 )?|\d{1,7}:[MSCX] |[[<(]?(?: {0,4}[A-Za-z]{1,9} {0,4})[\])>]?[,:]? {0,4})?["'[(<]{0,2}`
const WEEKDAY = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?'

const FORMATS: RegExp[] = [
  // 2026-01-02T03:04:05.678+01:00, 2026/01/02 03:04:05, 2026-01-02 03:04:05,678
  new RegExp(
    String.raw`^${BEFORE}(?<y>\d{4})(?<separator>[-/.])(?<m>\d\d)\k<separator>(?<d>\d\d)(?:[T_]|, |[ ])${CLOCK}${ZONE}`,
  ),
  // Jan  2 15:04:05, Thu Jan 02 15:04:05.678901 2026, Jan 02, 2026 3:04:05 PM
  new RegExp(
    String.raw`^${BEFORE}${WEEKDAY}${MONTH} {1,2}(?<d>\d\d?)(?:,? (?<y>\d{4}))? ${CLOCK}(?: (?<half>[AP]M)| (?<yearLast>\d{4}))?${ZONE}`,
  ),
  // 02 Jan 2026 15:04:05, Thu, 02 Jan 2026 15:04:05 GMT, 02-Jan-2026 15:04:05
  new RegExp(String.raw`^${BEFORE}${WEEKDAY}(?<d>\d\d?)[ -]${MONTH}[ -](?<y>\d{4}) ${CLOCK}${ZONE}`),
  // E0102 15:04:05.678901, I20260102 15:04:05.678901
  new RegExp(String.raw`^[IWEF](?<y>\d{4})?(?<m>\d\d)(?<d>\d\d) ${CLOCK}`),
  // logcat: 01-02 15:04:05.678
  new RegExp(String.raw`^(?<m>\d\d)-(?<d>\d\d) ${CLOCK}(?= )`),
  // HDFS and Tornado: 260102 150405, [I 260102 15:04:05 main:1]
  /^(?:\[[DIWEC] )?(?<yy>\d\d)(?<m>\d\d)(?<d>\d\d) (?<h>\d\d):?(?<min>\d\d):?(?<s>\d\d)(?=[ .,])(?:[.,](?<f>\d{1,9}))?/,
]
/** Web servers: `127.0.0.1 - - [02/Jan/2026:15:04:05 -0700] "GET …`. */
const ACCESS = new RegExp(String.raw`\[(?<d>\d\d)/${MONTH}/(?<y>\d{4}):${CLOCK} ?(?<zone>[+-]\d{4})\]`)
/** ROS and strace print seconds, others milliseconds. Plain numbers of ten digits may be anything. */
const EPOCH = new RegExp(
  String.raw`^${BEFORE}(?:(?<seconds>1\d{9})\.(?<f>\d{3,9})|(?<ms>1\d{12})|(?<us>1\d{15})|(?<ns>1\d{18}))(?=[\s\]):,])`,
)
const CLOCK_ONLY = new RegExp(String.raw`^${BEFORE}${CLOCK}(?=[\s\]):|])`)

/** Undefined when the line does not begin with a date and a time. `nowMs` completes times without a year. */
export function readTime(line: string, nowMs: number): TextTime | undefined {
  const head = line.length > HEAD_CHARS ? line.slice(0, HEAD_CHARS) : line
  if (!/\d\d/.test(head)) return undefined
  for (const format of FORMATS) {
    const match = format.exec(head)
    const timeMs = match?.groups && timeOf(match.groups, nowMs)
    if (match && timeMs !== undefined) return { timeMs, end: match[0].length }
  }
  const epoch = EPOCH.exec(head)
  if (epoch?.groups) return { timeMs: epochOf(epoch.groups), end: epoch[0].length }
  const access = ACCESS.exec(head)
  const timeMs = access?.groups && timeOf(access.groups, nowMs)
  return access && timeMs !== undefined ? { timeMs, end: access.index + access[0].length } : undefined
}

/** The time of a line that begins with a clock and no date; only for lines that are log lines for another reason. */
export function readClock(line: string, nowMs: number): TextTime | undefined {
  const match = CLOCK_ONLY.exec(line.length > HEAD_CHARS ? line.slice(0, HEAD_CHARS) : line)
  if (!match?.groups) return undefined
  const now = new Date(nowMs)
  const day = { y: String(now.getFullYear()), m: String(now.getMonth() + 1), d: String(now.getDate()) }
  const timeMs = timeOf({ ...match.groups, ...day }, nowMs)
  if (timeMs === undefined) return undefined
  // The latest one before now; the clocks may differ by a little.
  return { timeMs: timeMs > nowMs + DAY_MS / 24 ? timeMs - DAY_MS : timeMs, end: match[0].length }
}

type Groups = Record<string, string | undefined>

function timeOf(groups: Groups, nowMs: number): number | undefined {
  const month = groups.mon === undefined ? Number(groups.m) - 1 : MONTHS.indexOf(groups.mon.toLowerCase())
  const [day, minute, second] = [Number(groups.d), Number(groups.min), Number(groups.s)]
  let hour = Number(groups.h)
  if (groups.half) hour = (hour % 12) + (groups.half === 'PM' ? 12 : 0)
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined
  const written = groups.y ?? groups.yearLast ?? (groups.yy && `20${groups.yy}`)
  const inYear = (year: number) => zoned([year, month, day, hour, minute, second], groups.zone) + fractionMs(groups.f)
  if (written) {
    const year = Number(written)
    return year < 1980 || year > 2100 ? undefined : inYear(year)
  }
  // Without a year it is the last such day, or tomorrow in a zone that is ahead.
  const year = new Date(nowMs).getFullYear()
  const next = inYear(year + 1)
  if (next <= nowMs + DAY_MS) return next
  const current = inYear(year)
  return current <= nowMs + DAY_MS ? current : inYear(year - 1)
}

type Parts = [year: number, month: number, day: number, hour: number, minute: number, second: number]

function zoned(parts: Parts, zone: string | undefined): number {
  if (zone === undefined) return new Date(...parts).getTime()
  const utcMs = Date.UTC(...parts)
  if (!/^[+-]/.test(zone)) return utcMs
  const offsetMinutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0)
  return utcMs - (zone.startsWith('-') ? -1 : 1) * offsetMinutes * 60_000
}

function fractionMs(digits: string | undefined): number {
  // Microseconds: a finer number of milliseconds would be rounded up.
  return digits === undefined ? 0 : Number(digits.slice(0, 6).padEnd(6, '0')) / 1e3
}

function epochOf({ seconds, f, ms, us, ns }: Groups): number {
  if (seconds) return Number(seconds) * 1000 + fractionMs(f)
  if (ms) return Number(ms)
  return us ? Number(us) / 1e3 : Number(ns) / 1e6
}
