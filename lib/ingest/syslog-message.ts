/**
 * One syslog message, of RFC 5424 or of the many forms that RFC 3164 describes. Whatever does not fit is text of the message:
 * nothing is refused and nothing is lost.
 */
import { withoutLineEnd } from './line-end.ts'
import { readSyslogData, type SyslogData } from './syslog-data.ts'
import { readBsdTime, readIsoTime } from './syslog-time.ts'

export interface SyslogMessage {
  /** 0 to 23, and the severity from 0 (emergency) to 7 (debug); both null when the message has no `<PRI>`. */
  facility: number | null
  severity: number | null
  /** Epoch milliseconds; null when the message names no time. */
  timeMs: number | null
  /** Empty where the message says nothing or "-". */
  host: string
  app: string
  procId: string
  msgId: string
  data: SyslogData['elements']
  body: string
}

const NOTHING: Omit<SyslogMessage, 'body' | 'data'> = {
  ...{ facility: null, severity: null, timeMs: null },
  ...{ host: '', app: '', procId: '', msgId: '' },
}
const PRI = /^<(\d{1,3})>/
const PRI_MAX = 191
/** Version, time, host, app, procid and msgid of RFC 5424, each one word. */
const HEADER = /^1 (\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,128}) (?=-|\[)/
/** Cisco's sequence number. */
const SEQUENCE = /^\d{1,10}: (?=[*.]?[A-Z][a-z]{2} |\d{4}-)/
/** `app[pid]: ` or `app: `. RFC 3164 ends the tag with the first other character. */
const TAG = /^([^\s[\]:<>"'{}=,;]{1,64})(?:\[([^\]\s]{1,32})\])?:(?=\s|$)/
const HOST = /^([^\s:[\]<>"'{}=,;]{1,255}|\[?[0-9a-fA-F]*:[0-9a-fA-F:.]+\]?):? /
const BEFORE_BODY = [/^\uFEFF/, /^ ?\uFEFF?/, /^ {0,2}\uFEFF?/] as const
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** `nowMs` chooses the year of a time without one. Never throws. */
export function readSyslog(bytes: Uint8Array, nowMs: number): SyslogMessage {
  const text = withoutLineEnd(utf8.decode(bytes))
  const pri = PRI.exec(text)
  const value = Number(pri?.[1])
  if (!pri || value > PRI_MAX) return { ...NOTHING, data: new Map(), body: plain(text, 0) }
  const level = { facility: value >> 3, severity: value & 7 }
  const rest = text.slice(pri[0].length)
  return { ...NOTHING, ...level, ...(readHeader(rest) ?? readBsd(rest, nowMs)) }
}

/** RFC 5424, or null. */
function readHeader(text: string): (Partial<SyslogMessage> & Pick<SyslogMessage, 'body' | 'data'>) | null {
  const header = HEADER.exec(text)
  if (!header) return null
  const [all, time = '', ...words] = header
  const [host = '', app = '', procId = '', msgId = ''] = words.map((word) => (word === '-' ? '' : word))
  const timeMs = readIsoTime(time)?.timeMs ?? null
  const at = all.length
  const data = text[at] === '-' ? null : readSyslogData(text, at)
  const end = data?.end ?? (text[at] === '-' ? at + 1 : at)
  return { ...{ timeMs, host, app, procId, msgId }, data: data?.elements ?? new Map(), body: plain(text.slice(end), 2) }
}

/** RFC 3164: any of time, host and tag may be missing. */
function readBsd(text: string, nowMs: number): Partial<SyslogMessage> & Pick<SyslogMessage, 'body' | 'data'> {
  let rest = text.replace(SEQUENCE, '')
  const time = readIsoTime(rest) ?? readBsdTime(rest, nowMs)
  // Without a time, the first word is a tag or text.
  if (!time) rest = text
  else rest = rest.slice(time.end).replace(/^:? /, '')
  const host = time && !TAG.test(rest) ? HOST.exec(rest) : null
  if (host) rest = rest.slice(host[0].length)
  const tag = TAG.exec(rest)
  // Cisco's `%FACILITY-SEVERITY-MNEMONIC` names the message, not a program.
  const isMnemonic = tag?.[1]?.startsWith('%') ?? false
  if (tag && !isMnemonic) rest = rest.slice(tag[0].length)
  return {
    timeMs: time?.timeMs ?? null,
    host: host?.[1] ?? '',
    ...(isMnemonic ? { msgId: tag?.[1]?.slice(1) ?? '' } : { app: tag?.[1] ?? '', procId: tag?.[2] ?? '' }),
    data: new Map(),
    body: plain(rest, 1),
  }
}

/** Without the blanks that end the header, of which rsyslog adds one, and without a byte-order mark. */
function plain(text: string, blanks: 0 | 1 | 2): string {
  return text.replace(BEFORE_BODY[blanks], '')
}
