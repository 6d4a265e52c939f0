/**
 * Writes the recipes of docs/SOURCES.md from the snippets that the dashboard shows, so that the page and the dashboard say the
 * same. A test fails when the page is older than the snippets: run `node --import tsx scripts/sources-page.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { snippets as words } from '#app/_i18n/en/snippets.ts'
import { deviceSnippets } from '#app/_snippets/device-snippets.ts'
import { SNIPPET_GROUPS, type Snippet } from '#app/_snippets/snippet.ts'

const PAGE = path.join(import.meta.dirname, '../docs/SOURCES.md')
const [BEGIN, END] = ['<!-- recipes: written by scripts/sources-page.ts -->', '<!-- end of the recipes -->']
const EXAMPLE = {
  ...{ origin: 'https://logs.example.com', token: 'agl_d_…', sdk: null },
  ...{ syslogPort: null, syslogTlsPort: 6514 },
}

/** The page as it should be. Throws when it has lost its marks. */
export function sourcesPage(page = readFileSync(PAGE, 'utf8')): string {
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined)
    throw new Error(`docs/SOURCES.md needs the marks ${BEGIN} and ${END}`)
  return `${before}${BEGIN}\n\n${recipes()}\n${END}${after}`
}

function recipes(): string {
  const all = deviceSnippets(EXAMPLE)
  return SNIPPET_GROUPS.map((group) => {
    const ofGroup = all.filter((snippet) => snippet.group === group)
    return `## ${words.groups[group]}\n\n${ofGroup.map(recipe).join('\n')}`
  }).join('\n')
}

function recipe({ id, title, isRun, steps }: Snippet): string {
  const blocks = steps.map(({ file, code }) =>
    [...(file ? [`\`${file}\`:`, ''] : []), `\`\`\`${languageOf(file)}`, code, '```', ''].join('\n'),
  )
  const sentences = words.text[id].split(/(?<=\.) (?=[A-Z])/).join('\n')
  return [`### ${title}`, '', sentences, ...(isRun ? [] : ['Not run in our tests.']), '', ...blocks].join('\n')
}

const LANGUAGES: Record<string, string> = {
  html: 'html',
  ts: 'ts',
  py: 'python',
  go: 'go',
  cs: 'csharp',
  php: 'php',
  rb: 'ruby',
  rs: 'rust',
  kts: 'kotlin',
  kt: 'kotlin',
  swift: 'swift',
  yaml: 'yaml',
  yml: 'yaml',
  conf: 'ini',
  alloy: 'hcl',
}

function languageOf(file: string | null): string {
  return file === null ? 'sh' : (LANGUAGES[path.extname(file).slice(1)] ?? '')
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, sourcesPage())
