/**
 * A page of its own for people without this viewer: no scripts, nothing loaded from anywhere, light and dark. Every text of a
 * record is escaped, and a policy in the file forbids everything but its own style, should one ever not be.
 */
import { LEVELS } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { visibleLine, visibleText } from '#lib/protocol/visible-text.ts'
import { withoutAnsi } from '#lib/viewer/ansi.ts'
import { holdsStack, messageOf } from '#lib/viewer/display-body.ts'
import { exactObject, exactStringify } from '#lib/viewer/exact-json.ts'
import { formatIso } from '#lib/viewer/format-time.ts'
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'
import { type FileFacts, type FileSession, sessionLabels } from './file-facts.ts'
import { HTML_STYLE } from './html-style.ts'

export async function* htmlFile(pages: AsyncIterable<PlacedRecord[]>, facts: FileFacts): AsyncGenerator<string> {
  const labelOf = sessionLabels(facts.sessions)
  const numbers = new Map(facts.sessions.map(({ id }, i) => [id, i + 1]))
  const anchorOf = ({ session, record }: PlacedRecord) => {
    const number = numbers.get(session) ?? numbers.size + 1
    if (!numbers.has(session)) numbers.set(session, number)
    return number === 1 ? `L${record.seq}` : `S${number}-L${record.seq}`
  }
  yield headOf(facts)
  for await (const page of pages)
    yield `<ol>\n${page.map((placed) => item(placed.record, anchorOf(placed), labelOf(placed.session))).join('')}</ol>\n`
  yield '</main>\n</body>\n</html>\n'
}

function headOf(facts: FileFacts): string {
  const names = [...new Set(facts.sessions.map(({ device }) => visibleLine(device?.name ?? '')))].filter(Boolean)
  const title = escaped(names.join(', ') || 'Logs')
  const filter =
    facts.which === 'shown' && facts.filter !== '' ? `<p>Filter: <code>${shown(facts.filter)}</code></p>` : ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<ul>${facts.sessions.map(sessionItem).join('')}</ul>
<p>Written ${escaped(formatIso(facts.writtenAtMs))}. Times are UTC by the device’s clock.</p>
${filter}
</header>
<main>
`
}

function sessionItem({ id, startedAtMs, device }: FileSession): string {
  const app = device && [device.appName, device.appVersion].filter(Boolean).join(' ')
  const started = startedAtMs > 0 ? `started ${formatIso(startedAtMs)}` : ''
  const parts = [device?.name, app, device?.os, started, `session ${id}`].filter(Boolean) as string[]
  return `<li>${parts.map(shown).join(' · ')}</li>`
}

function item(record: NumberedRecord, anchor: string, label: string): string {
  const level = LEVELS.includes(record.level) ? record.level : 'unknown'
  const attributes = (record.isJson && exactObject(record.body)) || record.attributes
  const { error } = record
  const stack = error && !holdsStack(record) ? (error.stack ?? `${error.name}: ${error.message}`) : ''
  return [
    `<li id="${anchor}" class="${level}">`,
    `<a href="#${anchor}"><time>${escaped(formatIso(record.timeMs) || '–')}</time></a>`,
    `<b>${level === 'unknown' ? '·' : level}</b>`,
    '<div>',
    label && `<i>${shown(label)}</i> `,
    record.scope && `<i>${shown(record.scope)}</i> `,
    `<span>${shown(messageOf(record))}</span>`,
    attributes && Object.keys(attributes).length > 0 && `<code>${shown(exactStringify(attributes))}</code>`,
    stack && `<pre>${shown(stack)}</pre>`,
    '</div></li>\n',
  ]
    .filter(Boolean)
    .join('')
}

/** As in the list: without colors, with invisible characters made visible. */
function shown(text: string): string {
  return escaped(visibleText(withoutAnsi(text)))
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}
