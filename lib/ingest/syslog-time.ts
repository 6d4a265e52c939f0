/** Timestamps of syslog messages, of both RFCs and of what devices send beside them. Times are epoch milliseconds. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** RFC 3339, as RFC 5424 and rsyslog's forward format have it. */
const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)(?=\s|:|$)/
/** RFC 3164 `Oct  1 22:14:15`; also with a year before or after the time, fractions, and Cisco's marks and zone name. */
const BSD =
  /^[*.]?(?<month>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2})(?: (?<year>\d{4}))? (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?(?<zone> (?:UTC|GMT|Z))?(?:(?: [A-Z]{3,5})? (?<late>\d{4})(?=[ :]))?(?=\s|:|$)/

export interface SyslogTime {
  timeMs: number
  /** Index of the first character after it. */
  end: number
}

/** The timestamp at the start of `text`. Null: no time stands there, or it does not exist. Keeps microseconds as fractions. */
export function readIsoTime(text: string): SyslogTime | null {
  const match = ISO.exec(text)
  if (!match) return null
  const [all, date, time, fraction, zone = 'Z'] = match
  const wholeMs = Date.parse(`${date}T${time}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`)
  return Number.isNaN(wholeMs) ? null : { timeMs: wholeMs + fractionMs(fraction), end: all.length }
}

/**
 * As {@link readIsoTime}, for a time of RFC 3164: it names no zone, so it is read in the server's, and mostly no year, so it is
 * the one nearest to `nowMs`.
 */
export function readBsdTime(text: string, nowMs: number): SyslogTime | null {
  const match = BSD.exec(text)
  if (!match?.groups) return null
  const { month = '', day, year, hour, minute, second, fraction, late, zone } = match.groups
  const clock = [Number(hour), Number(minute), Number(second), 0] as const
  const monthIndex = MONTHS.indexOf(month.toLowerCase())
  if (monthIndex === -1 || clock[0] > 23 || clock[1] > 59 || clock[2] > 60) return null
  const given = year ?? late
  const thisYear = new Date(nowMs).getFullYear()
  const years = given === undefined ? [thisYear - 1, thisYear, thisYear + 1] : [Number(given)]
  const times = years.flatMap((each) => {
    const date = new Date(each, monthIndex, Number(day), ...clock)
    if (date.getMonth() !== monthIndex) return [] // 29 February, 31 April
    return [zone ? Date.UTC(each, monthIndex, Number(day), ...clock) : date.getTime()]
  })
  if (times.length === 0) return null
  const timeMs = times.reduce((best, each) => (Math.abs(each - nowMs) < Math.abs(best - nowMs) ? each : best))
  return { timeMs: timeMs + fractionMs(fraction), end: match[0].length }
}

/** Milliseconds of a decimal fraction of a second, to the microsecond. */
function fractionMs(digits = ''): number {
  return Number(digits.slice(0, 6).padEnd(6, '0')) / 1000
}
