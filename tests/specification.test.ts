/**
 * Holds code, tests and docs together: an id that anything cites is a rule that docs/ defines, and a rule that docs/ defines
 * is named by a test. The groups (`TR`, `FB`, `I` …) are those of the rules themselves: a new one begins with its first rule.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const SELF = 'tests/specification.test.ts'

interface Source {
  file: string
  text: string
}

function tracked(...roots: string[]): Source[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...roots], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.(ts|tsx|mts|mjs|md)$/.test(file) && file !== SELF && existsSync(path.join(root, file)))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))
}

const docs = tracked('docs', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md')
const sources = tracked('app', 'lib', 'server.ts', 'scripts', 'tests')
const tests = sources.filter(({ file }) => /^tests\/.*\.(test|spec)\.ts$/.test(file))

/** A rule as docs/ defines it: `- **TR1** …`, with the lines that belong to it. */
interface Rule {
  id: string
  at: string
  text: string
}

function rulesOf({ file, text }: Source): Rule[] {
  const rules: Rule[] = []
  text.split('\n').forEach((line, i) => {
    const id = /^- \*\*([A-Z]{1,2}\d+)\*\* /.exec(line)?.[1]
    if (id) rules.push({ id, at: `${file}:${i + 1}`, text: line })
    else if (/^ +\S/.test(line)) {
      const open = rules.at(-1)
      if (open) open.text += `\n${line}`
    }
  })
  return rules
}

const rules = docs.flatMap(rulesOf)
const defined = new Set(rules.map(({ id }) => id))
const groups = [...new Set(rules.map(({ id }) => id.replace(/\d+/, '')))]
const longGroups = groups.filter((group) => group.length > 1)

/** `[TR1]`, and anything of that shape, whether there is such a group or not. */
const BRACKETED = /\[([A-Z]{1,3}\d{1,2})\]/g
/** A group of two letters is unmistakable without brackets too; `I` and `F` are not. */
const BARE = new RegExp(String.raw`(?<![\w%#&])((?:${longGroups.join('|')})\d{1,2})(?!\w)`, 'g')
/** A section or a numbered step of a document that is not here. Standards are: RFC 6455 §5.2, ASVS 4.4.2. */
const ELSEWHERE = /(?<!RFC \d+ )§|\[[A-Z]\d+[. ][^\]]*\]|\bS\d+\.\d/g

interface Citation {
  id: string
  at: string
}

function found({ file, text }: Source, pattern: RegExp): Citation[] {
  return text
    .split('\n')
    .flatMap((line, i) => [...line.matchAll(pattern)].map(([all, id]) => ({ id: id ?? all, at: `${file}:${i + 1}` })))
}

function unresolved(source: Source): string[] {
  const cited = [...found(source, BRACKETED), ...found(source, BARE)].filter(({ id }) => !defined.has(id))
  return [...new Set([...cited, ...found(source, ELSEWHERE)].map(({ id, at }) => `${at}: ${id}`))]
}

test('every id in code, tests and docs is a rule that docs/ defines', () => {
  expect([...sources, ...docs].flatMap(unresolved)).toEqual([])
})

test('every rule is named by a test, outside comments', () => {
  const named = new Set(
    tests.flatMap(({ file, text }) =>
      found({ file, text: text.replace(/^\s*(\/\/|\/?\*).*$/gm, '') }, BRACKETED).map(({ id }) => id),
    ),
  )
  expect(rules.filter(({ id }) => !named.has(id)).map(({ id, at }) => `${at}: ${id}`)).toEqual([])
})

test('no id is given twice', () => {
  expect(rules.filter(({ id }, i) => rules.findIndex((rule) => rule.id === id) !== i).map(({ at }) => at)).toEqual([])
})

test('a rule that says which tests prove it is named in each of them', () => {
  const textOf = new Map(tests.map(({ file, text }) => [file, text]))
  const claims = rules
    .filter(({ at }) => at.startsWith('docs/INVARIANTS.md'))
    .map(({ id, at, text }) => ({ id, at, proofs: [...text.matchAll(/`(tests\/[^`]+)`/g)].map(([, file]) => file) }))
  expect(claims.filter(({ proofs }) => proofs.length === 0)).toEqual([])
  const wrong = claims.flatMap(({ id, at, proofs }) =>
    proofs.filter((file) => !textOf.get(file as string)?.includes(`[${id}]`)).map((file) => `${at}: ${id} in ${file}`),
  )
  expect(wrong).toEqual([])
})

describe('this test', () => {
  test('knows the groups of every page that has rules', () => {
    expect(groups).toEqual(
      expect.arrayContaining(['TR', 'SQ', 'BT', 'DV', 'RL', 'VW', 'AC', 'PA', 'FP', 'FB', 'I', 'F', 'SE']),
    )
  })

  test.each([
    'a rule that nobody wrote [TR99]',
    'a group that nobody has [QX1]',
    'a group that is gone [SD1]',
    'without brackets, as RL99 says',
    'what became of it (§13.1)',
    'a step [S13.1.9] of another page',
    'as S13.2 has it',
    'two of them [S12 B5]',
  ])('finds %s', (text) => {
    expect(unresolved({ file: 'x.ts', text })).not.toEqual([])
  })

  test.each([
    'as [TR1] and RL2 say, [I1] and F1 too',
    'RFC 6455 §5.2',
    'ASVS 4.4.2',
    'error[E0308]: mismatched types',
    '/s/%F0%28 and W1 H1 F10:1',
  ])('leaves %s alone', (text) => {
    expect(unresolved({ file: 'x.ts', text })).toEqual([])
  })
})
