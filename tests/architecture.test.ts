/** Holds the import table of docs/ARCHITECTURE.md and the house's rules about files; fails with file and line. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'app', 'lib', 'server.ts', 'scripts', 'tests'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
const sources = files.flatMap((file) => {
  try {
    return [{ file, text: readFileSync(path.join(root, file), 'utf8') }]
  } catch {
    return [] // deleted, not yet committed
  }
})

/** Folder of lib/ → what of the project it may import; 'x/y.ts' allows one file. The longest matching row counts. */
const MAY_IMPORT: Record<string, string[]> = {
  'lib/protocol': [],
  'lib/process-slot.ts': [],
  'lib/errors.ts': ['lib/protocol'],
  'lib/limit-hits.ts': ['lib/protocol', 'lib/errors.ts', 'lib/process-slot.ts'],
  'lib/relay': ['lib/protocol', 'lib/pairing', 'lib/errors.ts'],
  'lib/relay/live-relay.ts': ['lib/protocol', 'lib/process-slot.ts'],
  'lib/pairing': ['lib/protocol', 'lib/seed', 'lib/errors.ts', 'lib/process-slot.ts'],
  'lib/redis': ['lib/errors.ts', 'lib/process-slot.ts'],
  'lib/seed': ['lib/protocol'],
  'lib/transports': [
    'lib/protocol',
    'lib/seed',
    'lib/pairing',
    'lib/relay',
    'lib/redis',
    'lib/errors.ts',
    'lib/limit-hits.ts',
    // A record of an app that has no SDK is encoded here.
    'lib/device/encode-bounded.ts',
  ],
  'lib/direct': ['lib/protocol'],
  'lib/device': ['lib/protocol', 'lib/direct'],
  'lib/viewer': ['lib/protocol', 'lib/direct', 'lib/seed'],
  'lib/config': ['lib/errors.ts', 'lib/protocol', 'lib/process-slot.ts'],
  'lib/db': ['lib/protocol', 'lib/config', 'lib/errors.ts', 'lib/process-slot.ts'],
  'lib/auth': [
    'lib/protocol',
    'lib/db',
    'lib/redis',
    'lib/config',
    'lib/errors.ts',
    'lib/limit-hits.ts',
    'lib/process-slot.ts',
  ],
  'lib/http': [
    'lib/protocol',
    'lib/auth',
    'lib/redis',
    'lib/config',
    'lib/errors.ts',
    'lib/limit-hits.ts',
    'lib/process-slot.ts',
  ],
  'lib/screen': ['lib/protocol', 'lib/device', 'lib/viewer'],
  'lib/lan': ['lib/protocol', 'lib/device', 'lib/seed', 'lib/errors.ts'],
  'lib/cli': ['lib/protocol', 'lib/device', 'lib/viewer', 'lib/seed', 'lib/lan', 'lib/errors.ts'],
  'lib/cli/operator': ['lib/cli', 'lib/protocol', 'lib/db', 'lib/auth', 'lib/config', 'lib/errors.ts'],
}
const APP_SERVER = [
  'app',
  'lib/protocol',
  'lib/pairing',
  'lib/db',
  'lib/auth',
  'lib/http',
  'lib/config',
  'lib/errors.ts',
  'lib/limit-hits.ts',
  'lib/process-slot.ts',
  'lib/relay/live-relay.ts',
  // Files without a mark of their own belong to the client components that import them.
  'lib/viewer',
  'lib/device',
  'lib/seed',
]
const APP_CLIENT = ['app', 'lib/protocol', 'lib/viewer', 'lib/device', 'lib/seed']

function importsOf({ file, text }: { file: string; text: string }) {
  return text.split('\n').flatMap((line, i) => {
    const target = /(?:from|import)\s*\(?\s*['"]((?:#|\.)[^'"]+)['"]/.exec(line)?.[1]
    if (!target) return []
    const resolved = target.startsWith('#') ? target.slice(1) : path.posix.join(path.posix.dirname(file), target)
    return [{ at: `${file}:${i + 1}`, resolved, isTypeOnly: /^\s*(import|export) type /.test(line) }]
  })
}

function allowedFor(file: string, text: string): string[] | null {
  if (file.startsWith('app/')) return /^['"]use client['"]/m.test(text.slice(0, 400)) ? APP_CLIENT : APP_SERVER
  const row = Object.keys(MAY_IMPORT)
    .filter((key) => file === key || file.startsWith(`${key}/`))
    .sort((a, b) => b.length - a.length)[0]
  return row ? [...(MAY_IMPORT[row] ?? []), row.endsWith('.ts') ? path.posix.dirname(row) : row] : null
}

test('every import stays inside the table', () => {
  const wrong = sources
    .filter(({ file }) => /^(lib|app)\//.test(file))
    .flatMap((source) => {
      const allowed = allowedFor(source.file, source.text)
      if (!allowed) return [`${source.file}: no row in the table`]
      return importsOf(source)
        .filter(({ resolved }) => /^(lib|app|server)/.test(resolved))
        .filter(({ resolved }) => !allowed.some((prefix) => resolved === prefix || resolved.startsWith(`${prefix}/`)))
        .map(({ at, resolved }) => `${at} imports ${resolved}`)
    })
  expect(wrong).toEqual([])
})

test('lib never imports React', () => {
  const wrong = sources.filter(
    ({ file, text }) => file.startsWith('lib/') && /from ['"](react|react-dom|next)['"/]/.test(text),
  )
  expect(
    wrong.map(({ file }) => file).filter((file) => !/^lib\/((auth|http)\/|screen\/react\.ts$)/.test(file)),
  ).toEqual([])
})

test('process.env is read in one place', () => {
  const wrong = sources.filter(
    ({ file, text }) =>
      /^(app|lib)\/|^server\.ts/.test(file) && file !== 'lib/config/env.ts' && /process\.env\b/.test(text),
  )
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('globalThis is reached through the process slot only', () => {
  const isAllowed = (file: string) => file === 'lib/process-slot.ts' || file.startsWith('lib/device/')
  const wrong = sources.filter(
    ({ file, text }) => /^(app|lib)\//.test(file) && !isAllowed(file) && /\bglobalThis as\b/.test(text),
  )
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('no file has a name that says nothing', () => {
  const banned = /(^|\/)(utils?|helpers?|misc|common|types|constants)\.(ts|tsx|mjs)$/
  const wrong = files.filter(
    (file) => banned.test(file) || (/(^|\/)index\.tsx?$/.test(file) && file !== 'lib/device/index.ts'),
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
