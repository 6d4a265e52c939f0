/** Records as the text file that people send: as the Flutter package writes it [FB17], with levels, and with midnight as 00. */
import type { NumberedRecord } from '#lib/protocol/record.ts'

const two = (value: number) => (value < 10 ? `0${value}` : String(value))

/** `dd-MM-yyyy HH:mm:ss`, local. */
export function exportTime(timeMs: number): string {
  const at = new Date(timeMs)
  return `${dateOf(at)} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** `log_dd-MM-yyyy_HH-mm-ss.txt`, local. */
export function exportName(nowMs: number): string {
  const at = new Date(nowMs)
  return `log_${dateOf(at)}_${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}.txt`
}

export function exportText(records: readonly NumberedRecord[]): string {
  return records.map(exportRecord).join('\n')
}

export function exportRecord({ timeMs, level, body, scope, attributes, error, isJson }: NumberedRecord): string {
  const lines = [`(${exportTime(timeMs)}) ${level.toUpperCase()} ${scope ? `[${scope}] ` : ''}${body}`]
  if (attributes && !isJson) lines.push(JSON.stringify(attributes))
  if (error) lines.push(`Error: ${error.name}: ${error.message}`)
  if (error?.stack) lines.push('StackTrace:', error.stack.replace(/\n+$/, ''))
  return `${lines.join('\n')}\n`
}

function dateOf(at: Date): string {
  return `${two(at.getDate())}-${two(at.getMonth() + 1)}-${at.getFullYear()}`
}
