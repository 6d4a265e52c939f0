/** How `tail` writes a record: its very body, a line of JSON, or for a person at a terminal with time and level. */
import type { Level } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { visibleText } from '../viewer/visible-text.ts'

export interface Origin {
  device: string
  session: string
}
export type Format = (record: NumberedRecord, origin: Origin) => string

/** The body and nothing else, byte for byte. */
export const plainFormat: Format = (record) => record.body

/** One object a line, always with the same keys. */
export const jsonFormat: Format = (record, { device, session }) =>
  JSON.stringify({
    seq: record.seq,
    time: rfc3339(record.timeMs),
    level: record.level,
    body: record.body,
    attributes: record.attributes ?? {},
    error: record.error ?? null,
    device,
    session,
  })

const COLOUR: Record<Level, string> = {
  trace: '90',
  debug: '35',
  info: '34',
  warn: '33',
  error: '31',
  fatal: '97;45',
  unknown: '90',
}

export function terminalFormat(isColoured: boolean): Format {
  const paint = (code: string, text: string) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text)
  return (record) => {
    const time = rfc3339(record.timeMs).slice(11, 23)
    const level = record.level === 'unknown' ? '·' : record.level.toUpperCase()
    const { error } = record
    const stack = error && visibleText(error.stack ?? `${error.name}: ${error.message}`)
    const trace = stack ? `\n${stack.replace(/^/gm, '    ')}` : ''
    const attributes = record.attributes && !record.isJson ? visibleText(JSON.stringify(record.attributes)) : ''
    const fields = attributes && ` ${paint('90', attributes)}`
    const body = harmless(record.body, isColoured)
    return `${paint('90', time)} ${paint(COLOUR[record.level], level.padEnd(5))} ${body}${fields}${trace}`
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
const COLOURS = /(\u001b\[[0-9;:]{0,32}m)/

/** A stranger's record must not drive the terminal: colours stay, and end with it; every other control is shown. */
function harmless(body: string, isColoured: boolean): string {
  const pieces = body.replace(/\r$/, '').split(COLOURS)
  const shown = pieces.map((piece, i) => (i % 2 === 0 ? visibleText(piece) : isColoured ? piece : '')).join('')
  return isColoured && pieces.length > 1 ? `${shown}\u001b[0m` : shown
}

function rfc3339(timeMs: number): string {
  const date = new Date(timeMs)
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}
