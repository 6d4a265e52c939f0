/**
 * The type declarations of the npm package: what tsc emits for its surfaces, once for `import` and once for `require`. Their
 * imports are made relative with the names of the JavaScript files, the one spelling that every `moduleResolution` understands.
 * tsc itself says which declarations the surfaces mention, and the rest is not shipped.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createScanner, SyntaxKind } from 'typescript/unstable/ast'
import { root } from '#scripts/run-program.ts'
import { SURFACES, sourceOf } from './surfaces.ts'

const TSC = path.join(root, 'node_modules/.bin/tsc')
const OPTIONS = [
  '--ignoreConfig',
  ...['--target', 'es2022', '--lib', 'dom,dom.iterable,esnext'],
  ...['--module', 'esnext', '--moduleResolution', 'bundler'],
  ...['--types', 'node'],
  '--strict',
  '--skipLibCheck',
  '--allowImportingTsExtensions',
]

/** Declaration of a surface, from the folder of all declarations: `sdk/index.d.ts`. */
export function declarationOf(surface: string): string {
  const { dir, name } = path.parse(path.relative(path.join(root, 'lib'), sourceOf(surface)))
  return `${dir}/${name}.d.ts`
}

/** Writes `types/` and `types-cjs/` into the package's folder. Throws when tsc finds an error. */
export function emitDeclarations(packageDir: string): void {
  const types = path.join(packageDir, 'types')
  const entries = Object.keys(SURFACES).map(sourceOf)
  const emit = ['--declaration', '--emitDeclarationOnly', '--stripInternal', '--outDir', types]
  tsc([...entries, ...OPTIONS, ...emit, '--rootDir', path.join(root, 'lib')])
  for (const file of declarationsIn(types)) writeFileSync(file, withRelativeImports(file, types))
  removeUnmentioned(types)
  const cjs = path.join(packageDir, 'types-cjs')
  cpSync(types, cjs, { recursive: true })
  writeFileSync(path.join(cjs, 'package.json'), '{ "type": "commonjs" }\n')
}

/** The text of a declaration with `#lib/a/b.ts` and `./b.ts` as `../a/b.js` and `./b.js`. */
function withRelativeImports(file: string, types: string): string {
  const text = readFileSync(file, 'utf8')
  let rewritten = ''
  let end = 0
  for (const specifier of moduleSpecifiers(text)) {
    const { dir, name, ext } = path.posix.parse(specifier.value)
    if (ext !== '.ts') continue
    const isShared = dir === '#lib' || dir.startsWith('#lib/')
    const folder = isShared ? path.posix.relative(path.dirname(file), path.join(types, dir.slice('#lib'.length))) : dir
    const relative = folder.startsWith('.') ? folder : folder === '' ? '.' : `./${folder}`
    rewritten += `${text.slice(end, specifier.start)}'${relative}/${name}.js'`
    end = specifier.end
  }
  return rewritten + text.slice(end)
}

interface Specifier {
  value: string
  /** Where the literal with its quotes begins, in UTF-16 code units. */
  start: number
  end: number
}

/** The strings after `from`, `import` and `import(`, as TypeScript's own scanner finds them. */
function moduleSpecifiers(text: string): Specifier[] {
  const scanner = createScanner(true)
  scanner.setText(text)
  const found: Specifier[] = []
  let before = SyntaxKind.Unknown
  let last = SyntaxKind.Unknown
  for (let token = scanner.scan(); token !== SyntaxKind.EndOfFile; token = scanner.scan()) {
    const isImport =
      last === SyntaxKind.FromKeyword ||
      last === SyntaxKind.ImportKeyword ||
      (last === SyntaxKind.OpenParenToken && before === SyntaxKind.ImportKeyword)
    if (token === SyntaxKind.StringLiteral && isImport) {
      found.push({ value: scanner.getTokenValue(), start: scanner.getTokenStart(), end: scanner.getTokenEnd() })
    }
    before = last
    last = token
  }
  return found
}

/** Removes the declarations that no surface mentions, directly or through others. */
function removeUnmentioned(types: string): void {
  const entries = Object.keys(SURFACES).map((surface) => path.join(types, declarationOf(surface)))
  const listed = tsc([...entries, ...OPTIONS, '--noEmit', '--listFilesOnly'])
  const mentioned = new Set(listed.split('\n').map((file) => path.resolve(file.trim())))
  for (const file of declarationsIn(types)) if (!mentioned.has(file)) rmSync(file)
}

function declarationsIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

function tsc(args: readonly string[]): string {
  return execFileSync(TSC, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}
