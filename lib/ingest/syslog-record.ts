/** From a syslog message to its source, its record, and the token that it may carry. */
import { levelOfSyslog } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import type { ReadLine } from './loki-source.ts'
import { setField } from './set-field.ts'
import type { Source } from './source.ts'
import type { SyslogMessage } from './syslog-message.ts'

/** Names of the facilities, by number (RFC 5424, table 1). */
const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  )

/** Our element of structured data, with any enterprise number: `[agl@32473 token="agl_d_…"]`. */
const OWN_ELEMENT = /^agl(@\d{1,10}(\.\d{1,10}){0,8})?$/

/**
 * Takes our element out of the message, so that no viewer sees its token. Null: the message has none. The sender may also
 * name the device in it, with `name="…"`.
 */
export function takeOwnElement(message: SyslogMessage): { token: string; name: string } | null {
  let found: { token: string; name: string } | null = null
  for (const [id, values] of message.data) {
    if (!OWN_ELEMENT.test(id)) continue
    message.data.delete(id)
    const token = values.get('token')
    if (token !== undefined) found ??= { token, name: values.get('name') ?? '' }
  }
  return found
}

/** Each program of a host is a device, and each host a run of it. `name`: what the sender calls the device instead. */
export function sourceOfSyslog({ app, host }: SyslogMessage, name = ''): Source {
  return {
    kind: 'syslog',
    name: name || app || host || 'syslog',
    instance: host,
    description: { platform: 'syslog', model: host, appName: app },
  }
}

/**
 * `read`: how a line of text becomes a record, which finds JSON and guesses a level. `receivedAtMs` stands in for a time that
 * the message does not name.
 */
export function recordOfSyslog(
  message: SyslogMessage,
  read: ReadLine,
  { isCut, receivedAtMs }: { isCut: boolean; receivedAtMs: number },
): LogRecord {
  const { severity, timeMs, body, msgId } = message
  const record = read(body.replace(CEE, '') || msgId)
  record.timeMs = timeMs ?? receivedAtMs
  // A JSON line that names a level knows better than the program that passed it on, such as Docker.
  if (severity !== null && !(record.isJson && record.level !== 'unknown')) record.level = levelOfSyslog(severity)
  if (isCut) record.truncated = true
  addAttributes(record, message)
  return record
}

/** Marks a JSON body, by a convention of rsyslog's authors. */
const CEE = /^@cee: ?(?=\{)/

/** A JSON line brings its own fields in place of attributes; only structured data is worth keeping its text apart from them. */
function addAttributes(record: LogRecord, message: SyslogMessage): void {
  if (record.isJson && message.data.size === 0) return
  const attributes: Record<string, unknown> = {}
  if (record.isJson) {
    delete record.isJson
    for (const [name, value] of Object.entries(JSON.parse(record.body) as object)) setField(attributes, name, value)
  }
  for (const [name, value] of Object.entries(record.attributes ?? {})) setField(attributes, name, value)
  for (const [name, value] of attributesOf(message)) setField(attributes, name, value)
  if (Object.keys(attributes).length > 0) record.attributes = attributes
}

function attributesOf({ facility, procId, msgId, data }: SyslogMessage): [name: string, value: unknown][] {
  const attributes: [string, unknown][] = []
  if (procId) attributes.push(['process.pid', /^\d{1,10}$/.test(procId) ? Number(procId) : procId])
  if (facility !== null) attributes.push(['syslog.facility', FACILITIES[facility]])
  if (msgId) attributes.push(['syslog.msgid', msgId])
  // fromEntries defines fields, so that a name like __proto__ is one like any other.
  for (const [id, values] of data) attributes.push([id, Object.fromEntries(values)])
  return attributes
}
