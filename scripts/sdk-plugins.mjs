/** What esbuild does to our sources and Socket.IO's on the way into the SDK: leaves out what a device never uses, and makes the rest short. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { transform } from 'esbuild'

const root = path.resolve(import.meta.dirname, '..')

const esm = (contents) => () => ({ contents, loader: 'js' })

/** Socket.IO's builds without debug output, the transports that are never used, and the parser that msgpack replaces. */
export const leanSocketIo = {
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

export const deviceSocketOnly = {
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
export const shortSources = {
  name: 'short-sources',
  async setup(build) {
    const limits = await readLimits()
    build.onLoad({ filter: /lib.(device|protocol|direct|screen).[\w-]+\.ts$/ }, ({ path: file }) => ({
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
export const browserOnly = {
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
export const withoutOperatorVerbs = {
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
export function besideSdk(file) {
  return {
    name: 'beside-sdk',
    setup(build) {
      build.onResolve({ filter: /\/device\/index\.ts$/ }, () => ({ path: `./${file}`, external: true }))
    },
  }
}

/** The screen is a file of its own, loaded when it is first opened. */
export const onDemand = {
  name: 'on-demand',
  setup(build) {
    build.onResolve({ filter: /\/mount-screen\.ts$/ }, () => ({ path: './screen.js', external: true }))
  },
}
