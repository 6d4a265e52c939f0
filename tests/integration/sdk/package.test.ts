/** What checkers, registries and DevTools say of the package that the build made, and what bundlers make of it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SURFACES } from '#scripts/sdk/surfaces.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const built = path.join(root, 'dist/sdk')
const tarball = path.join(built, 'agent-logger.tgz')
const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-package-'))
const packageDir = path.join(dir, 'node_modules/agent-logger')
const run = promisify(execFile)

beforeAll(async () => {
  // A registry that does not answer: nothing here may need one.
  writeFileSync(
    path.join(dir, '.npmrc'),
    'registry=http://127.0.0.1:1/\nfetch-retries=0\n//127.0.0.1:1/:_authToken=x\n',
  )
  writeFileSync(path.join(dir, 'package.json'), '{ "name": "consumer", "private": true }\n')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: dir })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('publint finds nothing to improve', async () => {
  const { messages } = await publint({ pkgDir: packageDir, pack: false })
  expect(messages).toEqual([])
})

test('every surface has types that fit its JavaScript in every way to resolve them', async () => {
  const attw = path.join(root, 'node_modules/.bin/attw')
  const { stdout } = await run(attw, [tarball, '--format', 'json'], { maxBuffer: 64 * 1024 * 1024 })
  const { analysis } = JSON.parse(stdout)
  expect(analysis.problems).toEqual([])
  const expected = Object.keys(SURFACES).map((surface) => (surface ? `./${surface}` : '.'))
  expect(Object.keys(analysis.entrypoints).sort()).toEqual([...expected, './package.json'].sort())
}, 120_000)

test('npm would publish it, and needs no registry to say so', async () => {
  const { stderr } = await run('npm', ['publish', '--dry-run', tarball], { cwd: dir })
  expect(stderr).toContain('public access (dry-run)')
  expect(stderr).not.toMatch(/npm (?:warn|error)/)
  const manifest = JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8'))
  expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true })
  expect(manifest).not.toHaveProperty('private')
})

test.each([
  ['the package', packageDir],
  ['script tags', built],
])('each script of %s has a source map that lists all its sources as not the app’s own', (_name, folder) => {
  const scripts = readdirSync(folder).filter((name) => /\.(?:js|cjs)$/.test(name))
  expect(scripts.length).toBeGreaterThanOrEqual(3)
  for (const script of scripts) {
    const map = JSON.parse(readFileSync(path.join(folder, `${script}.map`), 'utf8'))
    expect(map, script).toMatchObject({ version: 3, mappings: expect.stringMatching(/\w/) })
    expect(map.sources.length, script).toBeGreaterThan(0)
    // No path of the machine that built it.
    for (const source of map.sources) expect(source).toMatch(/^agent-logger:\/\/\/(?!\.\.)[^:]+$/)
    const all = map.sources.map((_source: string, i: number) => i)
    expect(map.ignoreList, script).toEqual(all)
    expect(map.x_google_ignoreList, script).toEqual(all)
    const named = readFileSync(path.join(folder, script), 'utf8').match(/^\/\/# sourceMappingURL=(.*)$/m)?.[1]
    // The server names that of a script tag in a header.
    expect(named, script).toBe(folder === built ? undefined : `${script}.map`)
  }
})

test.each([
  ['esm', 'mjs'],
  ['cjs', 'cjs'],
] as const)('a program that esbuild bundles for Node as %s starts', async (format, extension) => {
  const entry = path.join(dir, 'entry.mjs')
  writeFileSync(
    entry,
    `import { startAgentLogger } from 'agent-logger'
    import { pinoStream } from 'agent-logger/pino'
    import { serveDirect } from 'agent-logger/lan'
    const logger = startAgentLogger({ server: 'http://127.0.0.1:9', token: 'agl_d_x', warn: () => {} })
    logger.info('one')
    console.log(typeof pinoStream(logger).write, typeof serveDirect)
    process.exit(0)`,
  )
  const outfile = path.join(dir, `out.${extension}`)
  const { warnings } = await build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    logLevel: 'silent',
  })
  expect(warnings).toEqual([])
  expect(await run(process.execPath, [outfile])).toEqual({ stdout: 'function function\n', stderr: '' })
})

test.each(Object.keys(SURFACES).filter((surface) => SURFACES[surface]?.runs !== 'node'))(
  'esbuild bundles agent-logger/%s for pages, with nothing of Node in it',
  async (surface) => {
    const entry = path.join(dir, `page-${surface}.mjs`)
    writeFileSync(entry, `export * from 'agent-logger${surface && `/${surface}`}'`)
    const { warnings, metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'esm',
      metafile: true,
      external: ['react'],
      logLevel: 'silent',
    })
    expect(warnings).toEqual([])
    const loaded = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external))
    expect(loaded.filter(({ path: name }) => name !== 'react')).toEqual([])
  },
)
