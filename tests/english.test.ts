/**
 * Keeps phrases out of comments, documents and messages that read as translated. A quotation, in double quotes or
 * backticks, may hold any of them.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const SELF = 'tests/english.test.ts'
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(ts|tsx|mjs|css|md|prisma|html)$|(^|\/)\.env\.example$/.test(file))
  .filter((file) => file !== SELF && existsSync(path.join(root, file)))

/** Where a sentence may start: at the line, behind a comment mark, a quote, a list mark, or the end of a sentence. */
const START = String.raw`(?:^\s*(?:\/\*\*?|\*|\/\/|#+|[-*]|\d+\.)?\s*|[.;:!?]\s+|['"\x60(|]\s*)`

const PHRASES: { name: string; pattern: RegExp; instead: string }[] = [
  { name: 'whoever', pattern: /\bwhoever\b/i, instead: 'anyone who, the person who, the client that' },
  // A question may start with "Who".
  { name: 'Who …', pattern: new RegExp(`${START}Who\\s+[a-z'’]+(?![^.!]*\\?)`), instead: 'a client that, people who' },
  {
    name: 'Of its …',
    pattern: new RegExp(`${START}Of (?:its|the|them)\\b`),
    instead: 'a noun phrase with a head noun',
  },
  { name: 'is none', pattern: /\b(?:is|are|as|was) none\b/i, instead: 'is not, there is no' },
  { name: 'is told', pattern: /\b(?:is|are|was|were) told\b/i, instead: 'learns, receives, is sent' },
  { name: 'let in', pattern: /\blet in\b/i, instead: 'accepted, admitted, rejected' },
  { name: 'any more', pattern: /\bany more\b/i, instead: 'anymore, no longer' },
  { name: 'by the relay', pattern: /\bby the relay\b/i, instead: 'through the relay, or an active verb' },
  { name: 'lately', pattern: /\blately\b/i, instead: 'recently' },
  { name: 'so long', pattern: /\bso (?:long|many)\b/i, instead: 'for that long, that many' },
]

const withoutQuotations = (line: string) => line.replace(/`[^`]*`/g, '``').replace(/"[^"]*"|“[^”]*”/g, '""')

test.each(PHRASES)('nothing says "$name"', ({ pattern, instead }) => {
  const found = files.flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, i) => (pattern.test(withoutQuotations(line)) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
  )
  expect(found, `say instead: ${instead}`).toEqual([])
})

test.each([
  ['whoever', '// Whoever comes first'],
  ['Who …', ' * Who leaves is closed.'],
  ['Who …', "  title: 'Who can see it',"],
  ['Of its …', '/** Of the connection. */'],
  ['is told', 'A device is told.'],
])('the list finds "%s" in %s', (name, line) => {
  expect(PHRASES.find((phrase) => phrase.name === name)?.pattern.test(withoutQuotations(line))).toBe(true)
})

test.each([' * Says "whoever" in quotes.', "  title: 'Who is watching?',", '`any more`'])(
  'a quotation or a question may: %s',
  (line) => {
    expect(PHRASES.filter(({ pattern }) => pattern.test(withoutQuotations(line)))).toEqual([])
  },
)
