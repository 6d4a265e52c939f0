/** One record in full: message, error, stack trace and attributes. */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { make } from './create-element.ts'
import { exportRecord, exportTime } from './export-text.ts'
import { copyButton, type PanelParts, panel } from './panel.ts'

export function recordPanel(record: NumberedRecord, parts: PanelParts): HTMLElement {
  const { words } = parts
  const { level, timeMs, body, scope, attributes, error } = record
  const part = (title: string, text: string) => [make('h3', {}, title), make('pre', {}, text)]
  return panel(
    `${level} · ${exportTime(timeMs)}`,
    parts,
    // Browsers have no clipboard for pages over plain http.
    navigator.clipboard ? [copyButton(exportRecord(record), parts)] : [],
    scope ? make('h3', {}, scope) : null,
    make('pre', {}, body),
    ...(error ? part(words.error, `${error.name}: ${error.message}`) : []),
    ...(error?.stack ? part(words.stack, error.stack) : []),
    ...(attributes ? part(words.attributes, JSON.stringify(attributes, null, 2)) : []),
  )
}
