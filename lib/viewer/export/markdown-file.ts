/**
 * Markdown for a ticket: where the records come from, then the records as text inside of fences. A fence is longer than every
 * run of backticks in what it holds, so nothing in a record can end it.
 */
import { visibleLine, visibleText } from '#lib/protocol/visible-text.ts'
import { formatIso } from '#lib/viewer/format-time.ts'
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'
import { type FileFacts, type FileSession, sessionLabels } from './file-facts.ts'
import { labeledText } from './text-file.ts'

export async function* markdownFile(pages: AsyncIterable<PlacedRecord[]>, facts: FileFacts): AsyncGenerator<string> {
  const labelOf = sessionLabels(facts.sessions)
  yield `${[...facts.sessions.map(factLine), `- Written: ${formatIso(facts.writtenAtMs)}`, ...filterLine(facts)].join('\n')}\n`
  for await (const page of pages) {
    const text = visibleText(page.map((placed) => labeledText(placed, labelOf)).join('\n'))
    const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
    yield `\n${fence}text\n${text}\n${fence}\n`
  }
}

function factLine({ id, startedAtMs, device }: FileSession): string {
  const app = device && [device.appName, device.appVersion].filter(Boolean).join(' ')
  const parts = [
    device && `Device: ${codeSpan(device.name)}`,
    app && `app ${codeSpan(app)}`,
    device?.os && codeSpan(device.os),
    `session ${codeSpan(id)}`,
    startedAtMs > 0 && `started ${formatIso(startedAtMs)}`,
  ]
  return `- ${parts.filter(Boolean).join(', ')}`
}

function filterLine({ which, filter }: FileFacts): string[] {
  return which === 'shown' && filter !== '' ? [`- Filter: ${codeSpan(filter)}`] : []
}

/** The blanks keep a backtick at an end apart from the fence; renderers remove them. */
export function codeSpan(text: string): string {
  const line = visibleLine(text) || ' '
  const fence = '`'.repeat(longestRun(line) + 1)
  const needsBlanks = /^[ `]|[ `]$/.test(line) && line.trim() !== ''
  return needsBlanks ? `${fence} ${line} ${fence}` : fence + line + fence
}

function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}
