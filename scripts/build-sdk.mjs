/**
 * Builds what devices load from the server: `agent-logger.js` for script tags and `agent-logger.tgz` for npm, which
 * also carries the command line. Works offline; the packed package needs no other package.
 */
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { build as esbuild } from 'esbuild'
import {
  besideSdk,
  browserOnly,
  deviceSocketOnly,
  leanSocketIo,
  onDemand,
  shortSources,
  withoutOperatorVerbs,
} from './sdk-plugins.mjs'

const root = path.resolve(import.meta.dirname, '..')
const DEVICE = path.join(root, 'lib/device')
const DIRECT = path.join(root, 'lib/direct/enable-direct.ts')
const CLI = path.join(root, 'lib/cli/run.ts')
const SCREEN = path.join(root, 'lib/screen/mount-screen.ts')
const REACT = path.join(root, 'lib/screen/react.ts')
const LAN = path.join(root, 'lib/lan/serve-direct.ts')

/** The promise of the README. */
export const SCRIPT_GZIP_BYTES_MAX = 25 * 1024

export async function buildSdk({ outDir, version, minify = true }) {
  mkdirSync(outDir, { recursive: true })
  const shared = {
    bundle: true,
    minify,
    legalComments: 'none',
    logLevel: 'warning',
    define: { AGENT_LOGGER_VERSION: JSON.stringify(version) },
    // Fields as assignments: old browsers would get a call for each.
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    plugins: [leanSocketIo, shortSources],
  }
  // Names with an underscore are private to the bundle, ours and Socket.IO's; in Node some are Node's.
  // `at` is no name for them: whoever looks for late built-ins, as the test does, must not find ours.
  const mangling = minify ? { mangleProps: /^_[a-z]/, mangleQuoted: true, mangleCache: { at: false } } : {}
  const browser = { ...shared, ...mangling, platform: 'browser', target: 'es2020' }
  // The bundled parts of Socket.IO are CommonJS and ask for Node's modules by require.
  const requireBanner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
  const node = {
    ...shared,
    platform: 'node',
    target: 'node18',
    external: ['bufferutil', 'utf-8-validate'],
  }
  const index = path.join(DEVICE, 'index.ts')
  const script = path.join(outDir, 'agent-logger.js')
  const staging = mkdtempSync(path.join(tmpdir(), 'agent-logger-sdk-'))
  try {
    const staged = (name) => path.join(staging, name)
    await esbuild({
      ...browser,
      entryPoints: [path.join(DEVICE, 'script-tag.ts')],
      outfile: script,
      format: 'iife',
      plugins: [browserOnly, deviceSocketOnly, ...shared.plugins],
    })
    // Loaded by the script above when a viewer comes for a direct path.
    await esbuild({
      ...browser,
      entryPoints: [DIRECT],
      outfile: path.join(outDir, 'agent-logger-direct.js'),
      format: 'esm',
    })
    // Loaded by pages that want the logs on the device itself.
    await esbuild({
      ...browser,
      entryPoints: [SCREEN],
      outfile: path.join(outDir, 'agent-logger-screen.js'),
      format: 'esm',
    })
    await esbuild({ ...browser, entryPoints: [index], outfile: staged('browser.js'), format: 'esm' })
    await esbuild({ ...browser, entryPoints: [SCREEN], outfile: staged('screen.js'), format: 'esm' })
    await esbuild({
      ...browser,
      entryPoints: [REACT],
      outfile: staged('react.js'),
      format: 'esm',
      external: ['react'],
      plugins: [...shared.plugins, besideSdk('browser.js'), onDemand],
    })
    await esbuild({
      ...node,
      entryPoints: [index],
      outfile: staged('node.js'),
      format: 'esm',
      banner: { js: requireBanner },
    })
    await esbuild({ ...node, entryPoints: [index], outfile: staged('node.cjs'), format: 'cjs' })
    await esbuild({ ...browser, entryPoints: [DIRECT], outfile: staged('direct.js'), format: 'esm' })
    await esbuild({ ...node, entryPoints: [DIRECT], outfile: staged('direct.cjs'), format: 'cjs' })
    for (const [format, file, sdk] of [
      ['esm', 'lan.js', 'node.js'],
      ['cjs', 'lan.cjs', 'node.cjs'],
    ]) {
      await esbuild({
        ...node,
        entryPoints: [LAN],
        outfile: staged(file),
        format,
        ...(format === 'esm' ? { banner: { js: requireBanner } } : {}),
        plugins: [...shared.plugins, besideSdk(sdk)],
      })
    }
    const hasCli = existsSync(CLI)
    if (hasCli) {
      await esbuild({
        ...node,
        entryPoints: [CLI],
        outfile: staged('cli.mjs'),
        format: 'esm',
        banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
        plugins: [...shared.plugins, withoutOperatorVerbs],
      })
    }
    emitTypes(staging)
    writeFileSync(staged('package.json'), `${JSON.stringify(manifest(version, hasCli), null, 2)}\n`)
    copyFileSync(path.join(root, 'LICENSE'), staged('LICENSE'))
    copyFileSync(path.join(DEVICE, 'README.md'), staged('README.md'))
    pack(staging, path.join(outDir, 'agent-logger.tgz'))
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  const source = readFileSync(script)
  const gzipBytes = gzipSync(source, { level: 9 }).length
  console.log(`agent-logger.js: ${source.length} bytes, ${gzipBytes} gzipped (at most ${SCRIPT_GZIP_BYTES_MAX})`)
  return { gzipBytes }
}

function manifest(version, hasCli) {
  const types = './types/device/index.d.ts'
  return {
    name: 'agent-logger',
    version,
    description: 'Sends the logs of an app live to an Agent Logger server, which stores none of them.',
    license: 'MIT',
    type: 'module',
    engines: { node: '>=18' },
    sideEffects: false,
    exports: {
      '.': {
        'react-native': { types, default: './browser.js' },
        browser: { types, default: './browser.js' },
        node: {
          import: { types, default: './node.js' },
          require: { types: './types-cjs/device/index.d.ts', default: './node.cjs' },
        },
        default: { types, default: './browser.js' },
      },
      './direct': {
        import: { types: './types/direct/enable-direct.d.ts', default: './direct.js' },
        require: { types: './types-cjs/direct/enable-direct.d.ts', default: './direct.cjs' },
      },
      './lan': {
        import: { types: './types/lan/serve-direct.d.ts', default: './lan.js' },
        require: { types: './types-cjs/lan/serve-direct.d.ts', default: './lan.cjs' },
      },
      // Browsers only, hence modules only.
      './screen': { types: './types/screen/mount-screen.d.ts', default: './screen.js' },
      './react': { types: './types/screen/react.d.ts', default: './react.js' },
      './package.json': './package.json',
    },
    main: './node.cjs',
    module: './browser.js',
    'react-native': './browser.js',
    types,
    // Of `agent-logger/react` alone.
    peerDependencies: { react: '>=18' },
    peerDependenciesMeta: { react: { optional: true } },
    ...(hasCli ? { bin: { 'agent-logger': './cli.mjs' } } : {}),
  }
}

/** Declarations of the surface and of what it mentions: once as modules, once for those who `require`. */
function emitTypes(staging) {
  const types = path.join(staging, 'types')
  const tsc = path.join(root, 'node_modules/.bin/tsc')
  const options = [
    '--ignoreConfig',
    '--declaration',
    '--emitDeclarationOnly',
    '--stripInternal',
    ...['--rootDir', path.join(root, 'lib')],
    ...['--outDir', types],
    ...[
      '--target',
      'es2022',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      '--lib',
      'dom,dom.iterable,esnext',
    ],
    ...['--types', 'node'],
    '--strict',
    '--skipLibCheck',
    '--allowImportingTsExtensions',
  ]
  execFileSync(tsc, [path.join(DEVICE, 'index.ts'), DIRECT, LAN, SCREEN, REACT, ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  keepReachable(types, [
    'device/index.d.ts',
    'direct/enable-direct.d.ts',
    'lan/serve-direct.d.ts',
    'screen/mount-screen.d.ts',
    'screen/react.d.ts',
  ])
  const cjs = path.join(staging, 'types-cjs')
  for (const file of filesOf(types)) {
    const target = path.join(cjs, path.relative(types, file))
    mkdirSync(path.dirname(target), { recursive: true })
    copyFileSync(file, target)
  }
  writeFileSync(path.join(cjs, 'package.json'), '{ "type": "commonjs" }\n')
}

/** Rewrites `./x.ts` to `./x.js`, which every resolver understands, and removes what the surfaces do not mention. */
function keepReachable(dir, entries) {
  const reached = new Set()
  const visit = (file) => {
    if (reached.has(file)) return
    reached.add(file)
    const text = readFileSync(file, 'utf8').replace(/(from\s+|import\()(['"])(\.[^'"]+)\.ts\2/g, '$1$2$3.js$2')
    writeFileSync(file, text)
    for (const [, specifier] of text.matchAll(/(?:from\s+|import\()['"](\.[^'"]+)\.js['"]/g)) {
      visit(`${path.resolve(path.dirname(file), specifier)}.d.ts`)
    }
  }
  for (const entry of entries) visit(path.join(dir, entry))
  for (const file of filesOf(dir)) if (!reached.has(file)) rmSync(file)
}

function filesOf(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

function pack(staging, target) {
  const dir = path.dirname(target)
  const before = path.join(staging, '..', `${path.basename(staging)}-packed`)
  mkdirSync(before)
  try {
    const args = ['pack', '--ignore-scripts', '--silent', '--offline', '--pack-destination', before]
    execFileSync('npm', args, { cwd: staging, stdio: ['ignore', 'ignore', 'inherit'] })
    const [name] = readdirSync(before)
    copyFileSync(path.join(before, name), `${target}.new`)
    renameSync(`${target}.new`, path.join(dir, path.basename(target)))
  } finally {
    rmSync(before, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  await buildSdk({ outDir: path.join(root, 'dist/sdk'), version })
}
