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
import { build as esbuild, transform } from 'esbuild'

const root = path.resolve(import.meta.dirname, '..')
const DEVICE = path.join(root, 'lib/device')
const DIRECT = path.join(root, 'lib/direct/enable-direct.ts')
const CLI = path.join(root, 'lib/cli/run.ts')
const LAN = path.join(root, 'lib/lan/serve-direct.ts')

/** The promise of the README. */
export const SCRIPT_GZIP_BYTES_MAX = 25 * 1024

const esm = (contents) => () => ({ contents, loader: 'js' })

/** Socket.IO's builds without debug output, the transports that are never used, and the parser that msgpack replaces. */
const leanSocketIo = {
  name: 'lean-socket-io',
  setup(build) {
    build.onResolve({ filter: /^(socket\.io-client|engine\.io-client)$/ }, async (args) => {
      if (args.pluginData === 'lean') return undefined
      const { resolveDir, kind } = args
      const { path: entry, errors } = await build.resolve(args.path, { resolveDir, kind, pluginData: 'lean' })
      return errors.length > 0 ? { errors } : { path: entry.replace(/([\\/]build[\\/])[^\\/]+/, '$1esm') }
    })
    const unused = "export { Transport as XHR, Transport as Fetch, Transport as WT } from '../transport.js'"
    build.onLoad({ filter: /engine\.io-client.build.esm.transports.(polling|webtransport).*\.js$/ }, esm(unused))
    // For transports that cannot carry bytes; ours can.
    const base64 = 'export const encode = () => "", decode = () => new ArrayBuffer(0)'
    build.onLoad({ filter: /engine\.io-parser.build.esm.contrib.base64-arraybuffer\.js$/ }, esm(base64))
    // The numbers of the protocol, https://github.com/socketio/socket.io-protocol#exchange-protocol
    const types = '{ CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4, BINARY_EVENT: 5, BINARY_ACK: 6 }'
    const parser = `export const protocol = 5; export const PacketType = ${types}; export class Encoder {}; export class Decoder {}`
    build.onLoad({ filter: /socket\.io-parser.build.*index\.js$/ }, esm(parser))
    // Ours decides when to come back.
    const backoff = 'export function Backoff() {}\nBackoff.prototype.reset = () => {}'
    build.onLoad({ filter: /socket\.io-client.build.esm.contrib.backo2\.js$/ }, esm(backoff))
    const emitter = "module.exports = require('@socket.io/component-emitter').Emitter"
    build.onLoad({ filter: /node_modules.component-emitter.index\.js$/ }, esm(emitter))
  },
}

/** Of Socket.IO: its own reconnecting, its queue of retries, acknowledgements and listeners that a device has no use for. */
const UNUSED_METHODS = {
  manager: ['reconnect', 'onreconnect'],
  socket: ['_addToQueue', '_drainQueue', '_clearAcks', 'notifyOutgoingListeners', 'emitWithAck'],
}

const deviceSocketOnly = {
  name: 'device-socket-only',
  setup(build) {
    for (const [file, names] of Object.entries(UNUSED_METHODS)) {
      build.onLoad({ filter: new RegExp(`socket\\.io-client.build.esm.${file}\\.js$`) }, ({ path: source }) => ({
        contents: withEmptyMethods(readFileSync(source, 'utf8'), names),
        loader: 'js',
      }))
    }
  },
}

function withEmptyMethods(source, names) {
  return names.reduce((text, name) => {
    const method = new RegExp(`^    ${name}\\(.*\\) \\{\\n[\\s\\S]*?^    \\}$`, 'm')
    if (!method.test(text)) throw new Error(`socket.io-client has no method ${name} any more`)
    return text.replace(method, `    ${name}() {}`)
  }, source)
}

/** The limits as numbers, so that their table is not shipped. */
async function readLimits() {
  const { code } = await transform(readFileSync(path.join(root, 'lib/protocol/limits.ts'), 'utf8'), { loader: 'ts' })
  const { LIMITS } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  return LIMITS
}

/**
 * Our sources made short. `#name` becomes a plain name: old browsers would get a WeakMap and a helper call for each
 * private member, which made the script a third larger and every record slower.
 */
const shortSources = {
  name: 'short-sources',
  async setup(build) {
    const limits = await readLimits()
    build.onLoad({ filter: /lib.(device|protocol|direct).[\w-]+\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8')
        .replace(/(?<=^\s+|\.|\b(?:readonly|get|set|async) |\*)#(?=[a-z])/gm, '_')
        .replace(/\bNumber\.(NaN|parseInt|parseFloat)\b/g, '$1')
        .replace(/\bNumber\.(NEGATIVE|POSITIVE)_INFINITY\b/g, (_, sign) => (sign === 'NEGATIVE' ? '(-1/0)' : '(1/0)'))
        .replace(/\bLIMITS\.(\w+)/g, (whole, name) => (file.endsWith('limits.ts') ? whole : limits[name])),
      loader: 'ts',
    }))
  },
}

/** A script tag runs in browsers only. */
const browserOnly = {
  name: 'browser-only',
  setup(build) {
    const never =
      'export const captureNodeErrors = () => () => {}, captureReactNativeErrors = captureNodeErrors, watchNode = captureNodeErrors, deflateNode = () => {}'
    build.onLoad({ filter: /device.(capture-errors|host-events|deflate)-(node|react-native)\.ts$/ }, esm(never))
    const nowhere = 'export const describeNode = () => ({}), describeReactNative = describeNode'
    build.onLoad({ filter: /device.describe-(node|react-native)\.ts$/ }, esm(nowhere))
    const platform = `
      import { randomId } from '../protocol/ids.ts'
      export const createSessionId = () => randomId()
      export const encodeByHand = () => {}
    `
    build.onLoad({ filter: /device.(session-id|utf8-by-hand)\.ts$/ }, ({ path: file }) => ({
      ...esm(platform)(),
      resolveDir: path.dirname(file),
    }))
  },
}

/** Verbs that open the database run in the server's checkout only. */
const withoutOperatorVerbs = {
  name: 'without-operator-verbs',
  setup(build) {
    build.onResolve({ filter: /\/operator\// }, (args) => ({ path: args.path, namespace: 'operator' }))
    build.onLoad({ filter: /.*/, namespace: 'operator' }, () => ({
      contents: `
        export const usage = "This verb works on the server's own database. Run it in the server's checkout: npm run -s agent-logger -- …"
        export const run = () => {
          throw Object.assign(new Error(usage), { name: 'AppError', code: 'usage' })
        }
      `,
    }))
  },
}

/** A further entry of the package uses the SDK of the main one, so that a program has one SDK, not two. */
function besideSdk(file) {
  return {
    name: 'beside-sdk',
    setup(build) {
      build.onResolve({ filter: /\/device\/index\.ts$/ }, () => ({ path: `./${file}`, external: true }))
    },
  }
}

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
    await esbuild({ ...browser, entryPoints: [index], outfile: staged('browser.js'), format: 'esm' })
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
      './package.json': './package.json',
    },
    main: './node.cjs',
    module: './browser.js',
    'react-native': './browser.js',
    types,
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
  execFileSync(tsc, [path.join(DEVICE, 'index.ts'), DIRECT, LAN, ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  keepReachable(types, ['device/index.d.ts', 'direct/enable-direct.d.ts', 'lan/serve-direct.d.ts'])
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
