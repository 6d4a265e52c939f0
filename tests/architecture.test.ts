/** Holds the import table of docs/ARCHITECTURE.md and the house rules about files; fails with file and line. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const SOURCES = ['app', 'lib', 'server.ts', 'scripts', 'tests']
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...SOURCES], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  // A deleted file stays in the list until its deletion is committed.
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && existsSync(path.join(root, file)))
const sources = files.map((file) => ({ file, text: read(file) }))
const textOf = new Map(sources.map(({ file, text }) => [file, text]))

const BROWSER = '`app`, in the browser'
const SERVER = '`app`, on the server'

/** The table of the document: the first cell of each row → the paths it names. */
const table = new Map(
  (/## Import table([\s\S]*?)\n## /.exec(read('docs/ARCHITECTURE.md'))?.[1] ?? '')
    .split('\n')
    .map((line) => /^\| (`[^|]+?) \| ([^|]+) \|$/.exec(line))
    .filter((row) => row !== null)
    .map(([, files = '', mayImport = '']) => [
      files,
      [...mayImport.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    ]),
)

interface Import {
  at: string
  specifier: string
  /** Path from the root of the project. */
  target: string
  isTypeOnly: boolean
}

function importsOf(file: string): Import[] {
  const found = (textOf.get(file) ?? '').matchAll(
    /^(?:import|export)\b(?<type> type\b)?[^'"=(]*?(?:\bfrom\s+|(?<=import\s))['"](?<specifier>[#.][^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[#.][^'"]+)['"]/gm,
  )
  return [...found].map(({ index, groups = {}, input }) => {
    const specifier = groups.specifier ?? groups.dynamic ?? ''
    const target = specifier.startsWith('#') ? specifier.slice(1) : path.posix.join(path.posix.dirname(file), specifier)
    const at = `${file}:${input.slice(0, index).split('\n').length}`
    return { at, specifier, target, isTypeOnly: groups.type !== undefined }
  })
}

const isWithin = (target: string, folder: string) => target === folder || target.startsWith(`${folder}/`)

/** What the browser loads: files that say `'use client'` and everything they import at run time. */
const inBrowser = new Set<string>()
function visit(file: string): void {
  if (inBrowser.has(file) || !textOf.has(file)) return
  inBrowser.add(file)
  for (const { target, isTypeOnly } of importsOf(file)) if (!isTypeOnly) visit(target)
}
for (const { file, text } of sources)
  if (file.startsWith('app/') && /^['"]use client['"]/m.test(text.slice(0, 400))) visit(file)

function allowedFor(file: string): string[] | undefined {
  if (file.startsWith('app/')) {
    const row = table.get(inBrowser.has(file) ? BROWSER : SERVER)
    return row && ['app', ...row]
  }
  const [row = ''] = [...table.keys()]
    .map((key) => key.replaceAll('`', ''))
    .filter((folder) => isWithin(file, folder))
    .sort((a, b) => b.length - a.length)
  const named = table.get(`\`${row}\``)
  return named && [row, ...named]
}

test('the document holds the table', () => {
  expect(table.size).toBeGreaterThan(15)
  expect([...table.keys()]).toEqual(expect.arrayContaining([BROWSER, SERVER, '`lib/protocol`']))
})

test('every row of the table names folders and files that exist', () => {
  const named = [...table].flatMap(([row, mayImport]) => [
    ...[...row.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    ...mayImport,
  ])
  expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([])
})

test('every import stays inside the table', () => {
  const wrong = files
    .filter((file) => /^(lib|app)\//.test(file))
    .flatMap((file) => {
      const allowed = allowedFor(file)
      if (!allowed) return [`${file}: no row in the table`]
      return importsOf(file)
        .filter(({ target }) => target !== 'package.json' && !allowed.some((folder) => isWithin(target, folder)))
        .map(({ at, target }) => `${at} imports ${target}`)
    })
  expect(wrong).toEqual([])
})

test('nothing that the browser loads reaches the server', () => {
  expect(inBrowser.size).toBeGreaterThan(100)
  expect([...inBrowser].filter((file) => isWithin(file, 'lib/server'))).toEqual([])
})

test('pages and the API share queries, not private parts of the API', () => {
  const wrong = files
    .filter((file) => /^app\/(?!api\/|_openapi\/)/.test(file))
    .flatMap((file) => importsOf(file).filter(({ target }) => isWithin(target, 'app/api')))
  expect(wrong.map(({ at, target }) => `${at} imports ${target}`)).toEqual([])
})

test('every import has the one spelling', () => {
  const wrong = sources
    // Node runs the scripts before anything else resolves `#…` for them.
    .filter(({ file }) => !file.endsWith('.mjs'))
    .flatMap(({ file }) =>
      importsOf(file)
        .filter(({ specifier, target }) => {
          const isOwn = file.includes('/') && isWithin(target, path.posix.dirname(file))
          return specifier.startsWith('..') || (isOwn && specifier.startsWith('#'))
        })
        .map(({ at, specifier }) => `${at} writes ${specifier}`),
    )
  expect(wrong).toEqual([])
})

test('no imports go in a circle', () => {
  const circles: string[] = []
  const done = new Set<string>()
  const walk = (file: string, trail: string[]) => {
    if (trail.includes(file)) {
      circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
      return
    }
    if (done.has(file)) return
    for (const { target } of importsOf(file)) if (textOf.has(target)) walk(target, [...trail, file])
    done.add(file)
  }
  for (const file of files) walk(file, [])
  expect(circles).toEqual([])
})

test('lib never imports React', () => {
  const wrong = sources.filter(
    ({ file, text }) => file.startsWith('lib/') && /from ['"](react|react-dom|next)['"/]/.test(text),
  )
  expect(
    wrong.map(({ file }) => file).filter((file) => !/^lib\/(server\/(auth|http)\/|sdk\/screen\/react\.ts$)/.test(file)),
  ).toEqual([])
})

test('process.env is read in one place', () => {
  const wrong = sources.filter(
    ({ file, text }) =>
      /^(app|lib)\/|^server\.ts/.test(file) && file !== 'lib/server/config/env.ts' && /process\.env\b/.test(text),
  )
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('globalThis is reached through the process slot only', () => {
  const isAllowed = (file: string) => file === 'lib/server/process-slot.ts' || file.startsWith('lib/sdk/')
  const wrong = sources.filter(
    ({ file, text }) => /^(app|lib)\//.test(file) && !isAllowed(file) && /\bglobalThis as\b/.test(text),
  )
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('no file has a name that says nothing', () => {
  const banned = /(^|\/)(utils?|helpers?|misc|common|types|constants)\.(ts|tsx|mjs)$/
  const wrong = files.filter(
    (file) => banned.test(file) || (/(^|\/)index\.tsx?$/.test(file) && file !== 'lib/sdk/index.ts'),
  )
  expect(wrong).toEqual([])
})

test('no file is over 400 lines without a sentence at its top that says why', () => {
  const wrong = sources.filter(
    ({ file, text }) =>
      !file.startsWith('tests/') && text.split('\n').length > 400 && !/^\/\*\*[\s\S]{0,600}Long because/.test(text),
  )
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('every file of lib opens by saying what it is', () => {
  const wrong = sources.filter(({ file, text }) => file.startsWith('lib/') && !/^(#!.*\n)?\/\*\*/.test(text))
  expect(wrong.map(({ file }) => file)).toEqual([])
})
