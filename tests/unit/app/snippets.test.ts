/** The snippets of the dashboard as data: complete, filled in, and the same as in the documentation. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deviceSnippets } from '#app/_snippets/device-snippets.ts'
import { SNIPPET_GROUPS, type Snippet } from '#app/_snippets/snippet.ts'
import { SOURCE_KINDS_OF } from '#lib/protocol/source-kinds.ts'
import { sourcesPage } from '#scripts/sources-page.ts'

const TARGET = {
  origin: 'https://logs.example.com:8443',
  token: 'agl_d_TOKEN',
  sdk: null,
  syslogPort: 601,
  syslogTlsPort: 6514,
}
const all = deviceSnippets(TARGET)
const codeOf = ({ steps }: Snippet) => steps.map(({ code }) => code).join('\n')

test('each is there once, in a group, for a kind of source that a device token is for', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length)
  expect([...new Set(all.map(({ group }) => group))].sort()).toEqual([...SNIPPET_GROUPS].sort())
  for (const { source } of all) expect(SOURCE_KINDS_OF.device).toContain(source)
})

test.each(all.map((snippet) => [snippet.id, snippet] as const))(
  '%s names the server and the token, and nothing else is open',
  (_id, snippet) => {
    const code = codeOf(snippet)
    expect(code).toContain('agl_d_TOKEN')
    expect(code).toMatch(/logs\.example\.com/)
    expect(code).not.toMatch(/undefined|null,|\[object|\$\{(?!\{)/)
    for (const { code: step } of snippet.steps) expect(step).toBe(step.trim())
  },
)

test('syslog uses the ports of the server, TLS where rsyslog can', () => {
  const rsyslog = (ports: Partial<typeof TARGET>) =>
    codeOf(deviceSnippets({ ...TARGET, ...ports }).find(({ id }) => id === 'rsyslog') as Snippet)
  expect(rsyslog({})).toMatch(/port="6514"[\s\S]*gtls/)
  expect(rsyslog({ syslogTlsPort: null as never })).toMatch(/port="601"(?![\s\S]*gtls)/)
})

test('docs/SOURCES.md has the same recipes', () => {
  const page = readFileSync('docs/SOURCES.md', 'utf8')
  expect(page, 'run: node --import tsx scripts/sources-page.ts').toBe(sourcesPage(page))
})
