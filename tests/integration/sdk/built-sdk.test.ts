/** The script-tag bundle and the npm package that the server offers, built here and run as their users run them. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { AgentLogger } from '#lib/sdk/index.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'
import { buildSdk, SCRIPT_GZIP_BYTES_MAX } from '#scripts/build-sdk.ts'
import { BROWSERS } from '#scripts/sdk/bundles.ts'
import { person } from '#tests/support/sessions.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { status, Watching } from './watching.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-built-'))
const TOKEN = `agl_d_${'x'.repeat(49)}`
let relay: TestRelay
const loggers: AgentLogger[] = []

beforeAll(async () => {
  await buildSdk(dir, { version: '9.9.9' })
  const consumer = { name: 'consumer', private: true, type: 'module' }
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(consumer))
  const tarball = path.join(dir, 'agent-logger.tgz')
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', tarball], { cwd: dir })
  relay = await startRelay()
}, 180_000)
afterEach(async () => {
  for (const logger of loggers.splice(0)) await logger.close()
})
afterAll(async () => {
  await relay.close()
  rmSync(dir, { recursive: true, force: true })
})

/** The parts of a page that the SDK reads, with one script tag. */
function page(dataset: Record<string, string>, src = `${relay.url}/sdk/agent-logger.js`) {
  class HTMLScriptElement {
    dataset = dataset
    src = src
  }
  const printed: unknown[][] = []
  const target = new EventTarget()
  const browser: Record<string, unknown> = {
    HTMLScriptElement,
    document: { currentScript: new HTMLScriptElement(), addEventListener: () => {}, visibilityState: 'visible' },
    navigator: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
    console: { log: (...args: unknown[]) => printed.push(args), warn: (...args: unknown[]) => printed.push(args) },
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    WebSocket: class extends WebSocket {
      constructor(url: string) {
        super(url, { perMessageDeflate: false })
      }
    },
    ...{ crypto, performance, setTimeout, clearTimeout, TextEncoder, Uint8Array, ArrayBuffer, Error },
  }
  browser.window = browser.self = browser
  vm.runInNewContext(readFileSync(path.join(dir, 'agent-logger.js'), 'utf8'), browser)
  const { agentLogger } = browser as { agentLogger?: AgentLogger }
  if (agentLogger) loggers.push(agentLogger)
  return { browser, printed, agentLogger, fire: (event: Event) => target.dispatchEvent(event) }
}

test('the script-tag bundle stays within its size, and runs in the oldest browsers', () => {
  const script = readFileSync(path.join(dir, 'agent-logger.js'))
  expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(SCRIPT_GZIP_BYTES_MAX)
  // The build lowers syntax, but adds no built-ins and no patterns: these came after Chrome 91, Firefox 90 or Safari 15.
  const late = /\.at\(|Object\.hasOwn\(|structuredClone|\.findLast|\.toSorted|\.toReversed|withResolvers|\(\?<[=!]/g
  expect(script.toString().match(late)).toBeNull()
  // Loaded only when a viewer asks for a direct path.
  const direct = readFileSync(path.join(dir, 'agent-logger-direct.js'))
  expect(gzipSync(direct, { level: 9 }).length).toBeLessThanOrEqual(4 * 1024)
  expect(direct.toString().match(late)).toBeNull()
})

test('the syntax of the script-tag bundles needs nothing that the oldest browsers lack', async () => {
  for (const file of ['agent-logger.js', 'agent-logger-direct.js', 'agent-logger-screen.js', 'agent-logger-web.js']) {
    const script = readFileSync(path.join(dir, file), 'utf8')
    // What a browser of the list lacks, esbuild would write differently.
    const lowered = await transform(script, { target: BROWSERS })
    const same = await transform(script, { target: 'esnext' })
    expect(lowered.code.length, file).toBe(same.code.length)
  }
})

test.each([
  ['import', 'direct.mjs', "import { direct } from 'agent-logger/direct'"],
  ['require', 'direct.cjs', "const { direct } = require('agent-logger/direct')"],
])('the direct part loads by %s, and does nothing where there is no WebRTC', async (_kind, file, load) => {
  const program = `${load}
    if (direct() !== undefined) throw new Error('WebRTC out of nothing')
    if (typeof direct({ peerConnection: class {} }) !== 'function') throw new Error('not taken')`
  expect(await run(file, program)).toEqual({ code: 0, stderr: '' })
})

test('the on-device screen is a small file of its own', () => {
  const screen = readFileSync(path.join(dir, 'agent-logger-screen.js'))
  const gzipBytes = gzipSync(screen, { level: 9 }).length
  console.log(`agent-logger-screen.js: ${screen.length} bytes, ${gzipBytes} gzipped`)
  expect(gzipBytes).toBeLessThanOrEqual(20 * 1024)
  expect(readFileSync(path.join(dir, 'agent-logger.js'), 'utf8')).not.toContain('agent-logger-screen')
})

test('the script tag starts by itself: it takes the server from its address and captures console and errors', async () => {
  const { browser, agentLogger, fire } = page({ token: TOKEN, name: 'Kiosk', app: 'Shop', appVersion: '1.2' })
  if (!agentLogger) throw new Error('did not start')
  const watching = await Watching.join(relay, agentLogger)
  expect(relay.relay.hub.sessions.get(agentLogger.session)?.device).toMatchObject({
    platform: 'web',
    model: 'Firefox 140',
    appName: 'Shop',
    appVersion: '1.2',
  })
  const { console: pageConsole } = browser as { console: Console }
  pageConsole.log('from the %s', 'page', { a: 1 })
  fire(Object.assign(new Event('error'), { message: 'Uncaught Error: x', error: new Error('x') }))
  agentLogger.info('by hand')
  await watching.until(() => watching.records.size === 3)
  expect([...watching.records.values()]).toMatchObject([
    { level: 'info', body: 'from the page {"a":1}', attributes: { a: 1 } },
    { level: 'error', body: 'Uncaught Error: x', error: { name: 'Error', message: 'x' } },
    { level: 'info', body: 'by hand' },
  ])
})

test('the bundle serves a late viewer, and leaving the page says goodbye', async () => {
  const { agentLogger, fire } = page({ token: TOKEN, capture: '' })
  if (!agentLogger) throw new Error('did not start')
  for (let i = 1; i <= 3_000; i++) agentLogger.info(`record ${i}`)
  await agentLogger.flush()
  const watching = await Watching.join(relay, agentLogger)
  await watching.has(3_000)
  expect(watching.records.get(3_000)?.body).toBe('record 3000')
  agentLogger.info('on the way out')
  fire(new Event('pagehide'))
  await watching.until(() => watching.state?.liveness === 'ended' && watching.records.size === 3_001)
})

test('a page that goes into the back-forward cache closes its socket and comes back with its session', async () => {
  const { agentLogger, fire } = page({ token: TOKEN })
  if (!agentLogger) throw new Error('did not start')
  const watching = await Watching.join(relay, agentLogger)
  fire(Object.assign(new Event('pagehide'), { persisted: true }))
  await watching.until(() => watching.state?.liveness === 'reconnecting')
  agentLogger.info('while away')
  fire(Object.assign(new Event('pageshow'), { persisted: true }))
  await status(agentLogger, ({ state }) => state === 'live')
  await watching.until(() => watching.records.size === 1)
  expect(watching.bodies).toEqual(['while away'])
})

test.each([
  ['no token', {}, /has no token/],
  ['a token of another kind', { token: `agl_a_${'x'.repeat(49)}` }, /not a device token/],
])('a script tag with %s prints once what to do', (_name, dataset: Record<string, string>, sentence) => {
  const { printed, agentLogger, browser } = page(dataset)
  expect(agentLogger).toBeUndefined()
  expect(printed).toEqual([[expect.stringMatching(sentence)]])
  expect(printed[0]?.[0]).toContain('data-token="agl_d_')
  expect(browser.AgentLogger).toEqual({ start: expect.any(Function) })
})

/** Runs a program that uses the package; resolves with its exit code and output. */
function run(file: string, source: string, args: string[] = []): Promise<{ code: number; stderr: string }> {
  writeFileSync(path.join(dir, file), source)
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { cwd: dir, timeout: 20_000 }, (error, _stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stderr }),
    )
  })
}

/** The next session that connects. */
function nextSession(): () => RelaySession | undefined {
  const opening = vi.spyOn(relay.relay.hub, 'openSession')
  onTestFinished(() => opening.mockRestore())
  return () => opening.mock.results[0]?.value as RelaySession | undefined
}

test.each([
  ['import', 'app.mjs', "import { startAgentLogger } from 'agent-logger'"],
  ['require', 'app.cjs', "const { startAgentLogger } = require('agent-logger')"],
])('Node by %s: a program that simply ends has sent its records', async (_kind, file, load) => {
  const found = nextSession()
  const program = `${load}
    const logger = startAgentLogger({ server: process.argv[2], token: 'agl_d_x', name: 'program' })
    logger.info('one')
    setTimeout(() => logger.info('two'), 100)`
  const { code, stderr } = await run(file, program, [relay.url])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  // The program may exit a moment before the relay has read its goodbye.
  await expect.poll(found).toMatchObject({ head: 2, liveness: 'ended', device: { platform: 'node' } })
})

test('Node: an unreachable server delays the end of a program by seconds, not forever', async () => {
  const program = `import { startAgentLogger } from 'agent-logger'
    startAgentLogger({ server: 'http://127.0.0.1:9', token: 'agl_d_x', warn: () => {} }).info('nobody hears this')`
  expect(await run('away.mjs', program)).toEqual({ code: 0, stderr: '' })
})

test('Node: an uncaught error ends the program as usual, and its last records arrive', async () => {
  const found = nextSession()
  const program = `import { startAgentLogger } from 'agent-logger'
    const logger = startAgentLogger({ server: process.argv[2], token: 'agl_d_x', captureErrors: true })
    logger.onStatus(({ viewers }) => {
      if (viewers > 0) setTimeout(() => { throw new RangeError('the end') }, 50)
    })
    setTimeout(() => {}, 15_000)`
  relay.grants.set('watcher', person())
  const ended = run('crash.mjs', program, [relay.url])
  const bodies: string[] = []
  const viewer = relay.viewer({ token: 'watcher' })
  viewer.on('batch', async (header, bytes) => void bodies.push((await openBatch(header, bytes))?.text ?? ''))
  const session = await new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      const id = found()?.id
      if (!id) return
      clearInterval(timer)
      resolve(id)
    }, 20)
  })
  await viewer.emitWithAck('join', { session })
  const { code, stderr } = await ended
  expect(code).not.toBe(0)
  expect(stderr).toContain('RangeError: the end')
  await expect.poll(() => bodies.join()).toContain('Uncaught RangeError: the end')
})

test.each([
  ['import', 'lan.mjs', (name: string, from: string) => `import { ${name} } from '${from}'`],
  ['require', 'lan.cjs', (name: string, from: string) => `const { ${name} } = require('${from}')`],
])(
  'Node by %s: agent-logger/lan serves what the logger of the main entry holds, and keeps no program alive',
  async (_kind, file, load) => {
    const program = `${load('startAgentLogger', 'agent-logger')}
    ${load('serveDirect', 'agent-logger/lan')}
    const logger = startAgentLogger({ server: process.argv[2], token: 'agl_d_x', name: 'program' })
    logger.info('before')
    serveDirect(logger, { host: '127.0.0.1', open: true }).then(async (direct) => {
      logger.info('held')
      const { default: WebSocket } = await import(process.argv[3])
      const viewer = new WebSocket(direct.wsUrl)
      const seen = []
      viewer.on('message', (data) => {
        seen.push(JSON.parse(data).data.message)
        if (seen.length === 2) logger.warn('live')
        if (seen.length < 3) return
        process.stderr.write(seen.join())
        viewer.terminate()
      })
    })`
    const ws = createRequire(import.meta.url).resolve('ws')
    expect(await run(file, program, [relay.url, ws])).toEqual({ code: 0, stderr: 'before,held,live' })
  },
)

test('the package is complete: types for both kinds of modules, no dependencies, no install scripts', () => {
  const manifest = JSON.parse(readFileSync(path.join(dir, 'node_modules/agent-logger/package.json'), 'utf8'))
  expect(manifest).toMatchObject({ name: 'agent-logger', version: '9.9.9', type: 'module' })
  expect(manifest.dependencies ?? manifest.scripts).toBeUndefined()
  const source = `import { startAgentLogger, type AgentLogger, type DeviceStatus } from 'agent-logger'
    import { direct as webRtc } from 'agent-logger/direct'
    import { mountScreen, type Screen } from 'agent-logger/screen'
    import { type DirectServer, serveDirect, startLocalLogger } from 'agent-logger/lan'
    export const direct: Promise<DirectServer> = serveDirect(startLocalLogger({ name: 'x' }), { port: 0, allow: ['mac.local'] })
    // @ts-expect-error only a logger can be served
    serveDirect({})
    import { AgentLoggerService } from 'agent-logger/nest'
    import { logRequests } from 'agent-logger/next'
    import { AgentLoggerExporter } from 'agent-logger/otel'
    import { captureNetwork } from 'agent-logger/web'
    const logger: AgentLogger = startAgentLogger({ server: '', token: '', captureOutput: true, redact: (r) => (r.level === 'trace' ? null : r) })
    const status: DeviceStatus = logger.status
    startAgentLogger({ server: '', token: '', direct: webRtc({ peerConnection: class {} }) })
    export const screen: Screen = mountScreen(logger, { shakeThreshold: 2.7, theme: 'dark' })
    // @ts-expect-error there are three themes, by name
    mountScreen(logger, { theme: 'blue' })
    new AgentLoggerService(logger, { logLevels: ['log'] }).error('x', 'Context')
    export const GET = logRequests(logger)((request: Request, { id }: { id: string }) => new Response(request.url + id))
    new AgentLoggerExporter(logger).forceFlush().then(captureNetwork(logger, { skip: (url) => url === '' }))
    logger.child({ scope: 'x' }).error('y', new Error('z'))
    // What people write under strict: unknown errors, interfaces, instances, lists, numbers, several values.
    interface Order { id: number; note?: string }
    class Basket { items = [1] }
    const order: Order = { id: 1 }
    try { throw 1 } catch (e) { logger.error('failed', e) }
    logger.info('order', order)
    logger.info('basket', new Basket(), [1, 2], 5, null)
    logger.info('%s of %d', 'x', 4)
    logger.debug(() => 'computed')
    logger.log('text', order)
    logger.log({ body: 'x', attributes: order, error: 'why' })
    logger.child({ requestId: 1 }).child(order).setLevel('warn')
    if (logger.isLevelEnabled('debug')) startAgentLogger({ server: '', token: '', attributes: order })
    export const closed: PromiseLike<void> = logger[Symbol.asyncDispose]()
    export const code: 'token-revoked' | undefined = status.error?.code === 'token-revoked' ? status.error.code : undefined
    // @ts-expect-error a token is needed
    startAgentLogger({ server: '' })
  `
  writeFileSync(path.join(dir, 'a.mts'), source)
  writeFileSync(path.join(dir, 'b.cts'), source)
  // Resolvers older than node16 know neither an `imports` table nor the extension .ts.
  const types = path.join(dir, 'node_modules/agent-logger/types')
  const declarations = readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.d.ts'),
  )
  expect(declarations).toContain(path.join('sdk', 'index.d.ts'))
  for (const file of declarations) {
    expect(readFileSync(path.join(types, file), 'utf8'), file).not.toMatch(
      /(?:from|import\()\s*['"](?:#|[^'"]*\.ts['"])/,
    )
  }
  const tsc = path.join(root, 'node_modules/.bin/tsc')
  const common = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--types', '']
  for (const [module, resolution, ...files] of [
    ['nodenext', 'nodenext', 'a.mts', 'b.cts'],
    ['esnext', 'bundler', 'a.mts'],
  ] as string[][]) {
    execFileSync(tsc, [...common, '--module', String(module), '--moduleResolution', String(resolution), ...files], {
      cwd: dir,
    })
  }
})

test('the command line of the package runs, and refers the server’s own commands to the server', () => {
  const cli = path.join(dir, 'node_modules/.bin/agent-logger')
  expect(execFileSync(cli, ['--help'], { encoding: 'utf8' })).toContain('pipe')
  expect(() => execFileSync(cli, ['token', 'create', '--email', 'a@b.c', '--name', 'n'], { stdio: 'pipe' })).toThrow(
    /server's checkout/,
  )
})

/** Packages that the entries for loggers and frameworks go with; found from the program's folder as in an app. */
function installPeers(): void {
  for (const name of ['pino', 'winston', 'debug', 'express', 'fastify']) {
    const link = path.join(dir, 'node_modules', name)
    if (!existsSync(link)) symlinkSync(path.join(root, 'node_modules', name), link)
  }
}

const ENTRY_EXPORTS = {
  pino: ['default', 'pinoStream'],
  winston: ['AgentLoggerTransport'],
  nest: ['AgentLoggerService'],
  otel: ['AgentLoggerExporter'],
  debug: ['captureDebug'],
  express: ['logRequests'],
  fastify: ['logRequests'],
  next: ['logRequestErrors', 'logRequests'],
  web: ['captureNavigation', 'captureNetwork', 'captureVitals'],
}

test.each([
  ['import', 'entries.mjs', (name: string) => `await import('agent-logger/${name}')`],
  ['require', 'entries.cjs', (name: string) => `require('agent-logger/${name}')`],
])(
  'each entry for a logger or framework loads by %s, has its exports, and does nothing by itself',
  async (_kind, file, load) => {
    installPeers()
    const checks = Object.entries(ENTRY_EXPORTS).map(
      ([name, exports]) => `{
      const loaded = ${load(name)}
      for (const name of ${JSON.stringify(exports)}) if (typeof loaded[name] !== 'function') throw new Error('${name}: ' + name)
      if (loaded.captureVitals) for (const name of ${JSON.stringify(ENTRY_EXPORTS.web)}) loaded[name]({ log: () => {} })()
    }`,
    )
    expect(await run(file, checks.join('\n'))).toEqual({ code: 0, stderr: '' })
  },
)

test('pino finds its worker by the name of the entry, and the worker uses the SDK of the main entry', async () => {
  installPeers()
  const found = nextSession()
  const program = `const pino = require('pino')
    const options = { server: process.argv[2], token: 'agl_d_x', name: 'program' }
    pino({ transport: { target: 'agent-logger/pino', options } }).info('one')`
  expect(await run('pino.cjs', program, [relay.url])).toEqual({ code: 0, stderr: '' })
  await expect.poll(found).toMatchObject({ head: 1, liveness: 'ended', device: { name: 'program' } })
})

test('an app gets only what it imports: nothing of the other entries, and of a page’s captures the one that is named', async () => {
  const bundled = async (source: string) => {
    const { outputFiles, metafile } = await build({
      stdin: { contents: source, resolveDir: dir },
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: 'esm',
    })
    const used = Object.values(metafile.outputs)[0]?.inputs ?? {}
    const files = Object.keys(used).filter((name) => name !== '<stdin>' && (used[name]?.bytesInOutput ?? 0) > 0)
    return { files: files.map((name) => path.basename(name)), text: outputFiles[0]?.text ?? '' }
  }
  const main = await bundled("import { startAgentLogger } from 'agent-logger'; globalThis.start = startAgentLogger")
  expect(main.files).toEqual(['browser.js'])
  for (const word of ['XMLHttpRequest', 'largest-contentful-paint', 'pushState', 'x-request-id', 'PINO_CONFIG'])
    expect(main.text).not.toContain(word)
  const one = await bundled(
    "import { captureNavigation } from 'agent-logger/web'; globalThis.start = captureNavigation",
  )
  expect(one.text).toContain('pushState')
  expect(one.text).not.toContain('largest-contentful-paint')
  expect(one.text).not.toContain('XMLHttpRequest')
  const unused = await bundled(
    "import { captureNetwork } from 'agent-logger/web'; import { AgentLoggerExporter } from 'agent-logger/otel'",
  )
  expect(unused.text.trim()).toBe('')
})

test('the captures of a page have a script of their own, which stays within its size', () => {
  const web = readFileSync(path.join(dir, 'agent-logger-web.js'))
  expect(gzipSync(web, { level: 9 }).length).toBeLessThanOrEqual(8 * 1024)
  expect(readFileSync(path.join(dir, 'agent-logger.js'), 'utf8')).not.toContain('agent-logger-web')
})
