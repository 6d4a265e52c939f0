/**
 * Holds the form of the documents: one sentence per line, lines of at most 140 characters, and names that exist. Tables,
 * code blocks and pictures are left alone. The English itself is for people to judge.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const CHARS_MAX = 140
const root = path.join(import.meta.dirname, '..')

function tracked(...roots: string[]): string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...roots], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && existsSync(path.join(root, file)))
}

const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const documents = tracked('README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'docs', 'lib').filter((file) =>
  file.endsWith('.md'),
)

interface Line {
  number: number
  text: string
}

/** The lines of prose; an empty line stands where a table, a picture or a code block was, since a paragraph ends there. */
function proseOf(markdown: string): Line[] {
  let isCode = false
  return markdown.split('\n').map((text, i) => {
    const isFence = /^\s*```/.test(text)
    if (isFence) isCode = !isCode
    const isProse = !isCode && !isFence && !/^\s*\||^\s*!\[|^\s*<|^#/.test(text)
    return { number: i + 1, text: isProse ? text : '' }
  })
}

/** Without what may hold a period that ends nothing: code, targets of links, emphasis, the marker and the bold head of a list item, abbreviations. */
function plain(text: string): string {
  return text
    .replace(/`[^`]*`/g, 'Code')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/^\s*(?:[-*]|\d+\.)\s+(?:\*\*[^*]+\*\*\s*)?/, '')
    .replace(/\b(?:e\.g|i\.e|etc|vs|No)\./g, 'abbr')
    .replace(/[*_[\]]/g, '')
}

const LIST_ITEM = /^\s*(?:[-*]|\d+\.)\s/

/** What is wrong with the form of a document, as `file:line: what`. */
function faultsOf(file: string, markdown: string): string[] {
  const lines = proseOf(markdown)
  return lines.flatMap(({ number, text }, i) => {
    const faults: string[] = []
    const words = plain(text).trimEnd()
    const next = lines[i + 1]?.text ?? ''
    if (text.length > CHARS_MAX) faults.push(`${text.length} characters`)
    if (/[.!?][)"”’]*\s+["“(]*[\p{Lu}\d]/u.test(words)) faults.push('two sentences')
    const goesOn = next.trim() !== '' && !LIST_ITEM.test(next)
    if (words !== '' && goesOn && !/[.!?:;…][)"”’]*$/.test(words))
      faults.push('a sentence that goes on in the next line')
    return faults.map((fault) => `${file}:${number}: ${fault}`)
  })
}

test('every document has one sentence per line and no line over 140 characters', () => {
  expect(documents.length).toBeGreaterThan(20)
  expect(documents.flatMap((file) => faultsOf(file, read(file)))).toEqual([])
})

/** Every name in code font outside code blocks, with its place. */
function codeNames(file: string): { name: string; at: string }[] {
  let isCode = false
  return read(file)
    .split('\n')
    .flatMap((text, i) => {
      if (/^\s*```/.test(text)) isCode = !isCode
      if (isCode) return []
      return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, at: `${file}:${i + 1}` }))
    })
}

test('every path that a document names exists', () => {
  const isPath = (name: string) => /^(?:lib|app|tests|scripts|docs|prisma)\/[\w./()[\]-]*$/.test(name)
  const named = documents.flatMap(codeNames).filter(({ name }) => isPath(name))
  expect(named.length).toBeGreaterThan(100)
  const missing = named.filter(({ name }) => !existsSync(path.join(root, name)))
  expect(missing.map(({ name, at }) => `${at}: ${name}`)).toEqual([])
})

/** Requirements of levels 1 and 2 in each chapter of ASVS 5.0.0, those that do not apply included. */
const ASVS_COUNTS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]

test('docs/SECURITY.md answers each requirement of ASVS once, and names code and a test where it is met', () => {
  const [, tables = '', others = ''] =
    /## ASVS[\s\S]*?\n### V1 ([\s\S]*)\n### What does not apply\n([\s\S]*)/.exec(read('docs/SECURITY.md')) ?? []
  const rows = [...tables.matchAll(/^\| (\d+\.\d+\.\d+) \| (\w+) \| (.*?) ?\| (.*?) ?\| (.*?) ?\|$/gm)]
  const answered = rows.map(([, id = '']) => id)
  const excluded = [...others.matchAll(/(\d+\.\d+\.)(\d+)(?:–\d+\.\d+\.(\d+))?/g)].flatMap(
    ([, section, from, to = from]) =>
      Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `${section}${Number(from) + i}`),
  )
  const ids = [...answered, ...excluded]
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  expect(ASVS_COUNTS.map((_, i) => ids.filter((id) => id.startsWith(`${i + 1}.`)).length)).toEqual(ASVS_COUNTS)
  for (const [, id, state, code, proof, note] of rows) {
    expect(['met', 'partly', 'operator', 'no'], id).toContain(state)
    if (state === 'met')
      expect(
        [code, proof].every((cell) => cell?.startsWith('`')),
        id,
      ).toBe(true)
    else expect(note, id).not.toBe('')
  }
})

test('every link between documents leads to a file and a heading that exist', () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[`*]/g, '')
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
  const anchorsOf = (file: string) =>
    read(file)
      .split('\n')
      .flatMap((line) => /^#+ (.+)$/.exec(line)?.[1] ?? [])
      .map(slug)
  const broken = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, target = '', anchor]) => {
        const linked = target === '' ? file : path.posix.join(path.posix.dirname(file), target)
        if (!existsSync(path.join(root, linked))) return true
        return anchor !== undefined && !anchorsOf(linked).includes(anchor)
      })
      .map(([link]) => `${file}: ${link}`),
  )
  expect(broken).toEqual([])
})

test('the glossary defines each term once, in order, with names that are in the sources', () => {
  const glossary = /\n## Glossary\n([\s\S]*?)\n## /.exec(read('docs/ARCHITECTURE.md'))?.[1] ?? ''
  const groups = glossary.split('\n### ').slice(1)
  const termsOf = (group: string) => [...group.matchAll(/^\| (?!term \||---)([^|]+) \|/gm)].map(([, term = '']) => term)
  const terms = groups.flatMap(termsOf)
  expect(terms.length).toBeGreaterThan(50)
  expect(terms.filter((term, i) => terms.indexOf(term) !== i)).toEqual([])
  for (const group of groups) {
    const inOrder = termsOf(group).toSorted((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }))
    expect(termsOf(group)).toEqual(inOrder)
  }
  const code = tracked('lib', 'app', 'server.ts')
    .filter((file) => /\.tsx?$/.test(file))
    .map(read)
    .join('\n')
  const named = [...glossary.matchAll(/`([A-Za-z]\w*)`/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([])
})

test('every decision has the form of the template and a line in the index', () => {
  const records = documents.filter((file) => /^docs\/decisions\/\d{4}-/.test(file))
  const sections = (file: string) => [...read(file).matchAll(/^## (.+)$/gm)].map(([, title]) => title)
  const [template = '', ...others] = records
  const index = read('docs/decisions/README.md')
  expect(sections(template)).toEqual(['Context', 'Decision', 'Rejected', 'Consequences'])
  for (const file of others) {
    const number = Number(path.posix.basename(file).slice(0, 4))
    const title = /^# (\d+)\. (.+)\n/.exec(read(file))
    expect(title?.[1], file).toBe(String(number))
    expect(sections(file), file).toEqual(sections(template))
    expect(index).toContain(`| ${number} | [${title?.[2]}](${path.posix.basename(file)}) |`)
  }
})

describe('this test', () => {
  test.each([
    ['a line that is too long', `${'word '.repeat(29)}`.trimEnd(), '144 characters'],
    ['two sentences', 'It is so. It is not.', 'two sentences'],
    ['a sentence that begins with code', 'It is so. `x` is not.', 'two sentences'],
    ['a question', 'Is it so? Yes.', 'two sentences'],
    ['a wrapped sentence', 'It is\nso.', 'a sentence that goes on in the next line'],
    ['a wrapped rule', '- **TR1** It is\n  so.', 'a sentence that goes on in the next line'],
  ])('finds %s', (_, markdown, fault) => {
    expect(faultsOf('x.md', markdown)).toContain(`x.md:1: ${fault}`)
  })

  test.each([
    ['abbreviations', 'Some names, e.g. Ada, i.e. Lovelace, stay.'],
    ['numbers', 'Version 1.2 takes 0.5 s of 16 KiB.'],
    ['code', 'It calls `a. B` once.'],
    ['a heading', '# 16. Title'],
    ['items of a list', '1. First.\n2. Second'],
    ['a bold head', '- **A shared folder.** It is there.'],
    ['a rule of two sentences', '- **TR1** One.\n  Two.'],
    ['a table', '| It is. So is this. |'],
    ['a code block', '```\nIt is. So is this.\n```'],
    ['a sentence before a list', 'It is one of:\n- this'],
  ])('leaves %s alone', (_, markdown) => {
    expect(faultsOf('x.md', markdown)).toEqual([])
  })
})
