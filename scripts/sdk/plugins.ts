/**
 * What esbuild does differently for the SDK. Modules are replaced whole, by their exact name or file; nothing here reads or edits
 * the text of a module.
 */
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import type { Plugin } from 'esbuild'
import { root } from '#scripts/run-program.ts'
import { builtFiles, SURFACES } from './surfaces.ts'

const standIn = (file: string) => path.join(import.meta.dirname, 'stand-ins', file)
const packageFile = (file: string) => path.join(root, 'node_modules', file)

/** esbuild's `alias`: Socket.IO's builds without debug output, which would print packets, no parser beside msgpack, no native parts. */
export const SOCKET_IO_ALIASES: Record<string, string> = {
  'socket.io-client': packageFile('socket.io-client/build/esm/index.js'),
  'engine.io-client': packageFile('engine.io-client/build/esm/index.js'),
  'socket.io-parser': standIn('parser-never-used.cjs'),
  // Native parts of ws, which it uses where they happen to be installed.
  bufferutil: standIn('native-never-used.ts'),
  'utf-8-validate': standIn('native-never-used.ts'),
}

const POLLING = standIn('polling-never-used.ts')
const ENGINE = 'engine.io-client/build/esm/transports'

/** Leaves out Engine.IO's transports that are never used: 2 KB gzipped. Fails the build when a file is no longer there. */
export const websocketOnly = replaceFiles('websocket-only', {
  [packageFile(`${ENGINE}/index.js`)]: standIn('websocket-transport.js'),
  // One for browsers, one for Node.
  [packageFile(`${ENGINE}/polling-xhr.js`)]: POLLING,
  [packageFile(`${ENGINE}/polling-xhr.node.js`)]: POLLING,
})

/** Bundles other files in place of these, both given by absolute path. What a stand-in imports resolves from where the file was. */
function replaceFiles(name: string, standIns: Readonly<Record<string, string>>): Plugin {
  for (const file of Object.keys(standIns)) {
    if (!existsSync(file)) throw new Error(`${name}: there is no ${path.relative(root, file)} to replace`)
  }
  return {
    name,
    setup(build) {
      build.onLoad({ filter: /\.js$/ }, ({ path: file }) => {
        const replacement = standIns[file]
        if (!replacement) return undefined
        return { contents: readFileSync(replacement), loader: 'ts', resolveDir: path.dirname(file) }
      })
    },
  }
}

/** Verbs that open the database run in the server's checkout only. */
export const withoutOperatorVerbs: Plugin = {
  name: 'without-operator-verbs',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path: specifier }) =>
      path.posix.dirname(specifier) === './operator' ? { path: standIn('operator-verb.ts') } : undefined,
    )
  },
}

const NODE_PARTS = new Map([
  ['./capture/capture-output.ts', standIn('no-output.ts')],
  ['./host-events-node.ts', standIn('no-process.ts')],
  ['./host/last-words.ts', standIn('no-last-words.ts')],
  ['./log-context.ts', standIn('no-log-context.ts')],
  ['./proxy-text.ts', standIn('no-proxy-text.ts')],
  ['#lib/sdk/record/proxy-text.ts', standIn('no-proxy-text.ts')],
])

/** What only React Native needs of the package's browser build, which bundlers choose there too. */
const BEYOND_PAGES = new Map([
  ['./capture-errors-node.ts', standIn('no-errors.ts')],
  ['./capture-errors-react-native.ts', standIn('no-errors.ts')],
  ['./describe-node.ts', standIn('no-runtime.ts')],
  ['./describe-react-native.ts', standIn('no-runtime.ts')],
  ['./deflate-node.ts', standIn('no-deflate.ts')],
])

/**
 * Browsers and React Native have no stdout to capture, no process that ends, and no web server whose requests could be told apart.
 */
export const withoutNodeParts = withoutParts('without-node-parts', NODE_PARTS)

/** A script tag is in a page, and nowhere else. */
export const onlyPages = withoutParts('only-pages', BEYOND_PAGES)

function withoutParts(name: string, standIns: ReadonlyMap<string, string>): Plugin {
  return {
    name,
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path: specifier }) => {
        const replacement = standIns.get(specifier)
        return replacement ? { path: replacement } : undefined
      })
    },
  }
}

/**
 * Where one surface of the package imports the source of another, the built file of that one is loaded, so that a program has one
 * SDK, not two.
 */
export function besideSurfaces(platform: 'browser' | 'node', extension: '.js' | '.cjs'): Plugin {
  const files = new Map<string, string>()
  for (const { source, name, platform: builtFor } of Object.keys(SURFACES).flatMap(builtFiles)) {
    if (builtFor === platform || !files.has(source)) files.set(source, `./${name}${extension}`)
  }
  return {
    name: 'beside-surfaces',
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path: specifier, resolveDir, kind }) => {
        if (kind === 'entry-point') return undefined
        const shared = specifier.startsWith('#lib/') ? path.join(root, specifier.slice(1)) : null
        const file = files.get(shared ?? path.resolve(resolveDir, specifier))
        return file ? { path: file, external: true } : undefined
      })
    },
  }
}

/**
 * The bundled parts of Socket.IO are CommonJS and load Node's modules with `require`, which no module has. They are imported
 * instead, so that bundlers can bundle a program with the SDK into either kind.
 */
export const builtinsImported: Plugin = {
  name: 'builtins-imported',
  setup(build) {
    if (build.initialOptions.format !== 'esm') return
    build.onResolve({ filter: /./ }, ({ path: specifier, kind }) =>
      kind === 'require-call' && isBuiltin(specifier)
        ? { path: specifier.replace(/^node:/, ''), namespace: 'builtin' }
        : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path: name }) => ({
      contents: `import builtin from 'node:${name}'; module.exports = builtin`,
    }))
  },
}
