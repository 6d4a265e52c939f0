/** Reads and writes the timestamps of Flutter apps: `DateTime.toIso8601String()`, usually local and without a zone [FP7][FB6]. */

export interface FlutterTime {
  /** Epoch milliseconds with a fraction. A text without a zone is read as UTC. */
  utcMs: number
  hasZone: boolean
}

const SHAPE = /^([+-]?\d{4,6})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d\d(?::?\d\d)?)?$/

/** Null if the text is not such a time. */
export function readFlutterTime(text: string): FlutterTime | null {
  const parts = SHAPE.exec(text)
  if (!parts) return null
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as Six
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  const wholeMs = date.getTime()
  if (Number.isNaN(wholeMs)) return null
  // Whole microseconds, so that equal texts give equal numbers.
  const micros = Number((parts[7] ?? '').slice(0, 6).padEnd(6, '0'))
  const zone = parts[8]
  return { utcMs: wholeMs - zoneMinutes(zone) * 60_000 + micros / 1000, hasZone: zone !== undefined }
}

/** Formats epoch milliseconds as UTC with the digits that the app uses: six after the point, or three where the rest is zero. */
export function writeFlutterTime(timeMs: number): string {
  const isDate = Math.abs(timeMs) <= 8.64e15
  const wholeMs = isDate ? Math.floor(timeMs) : 0
  const micros = isDate ? Math.min(999, Math.round((timeMs - wholeMs) * 1000)) : 0
  const text = new Date(wholeMs).toISOString()
  return micros === 0 ? text : `${text.slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}

type Six = [number, number, number, number, number, number]

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''))
  return zone.startsWith('-') ? -minutes : minutes
}
