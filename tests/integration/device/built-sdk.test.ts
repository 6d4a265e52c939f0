/** What the server serves to devices: the script-tag bundle and the npm package, built here and run as their users run them. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { AgentLogger } from '#lib/device/index.ts'
import type { RelaySession } from '#lib/relay/session.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'
import { buildSdk, SCRIPT_GZIP_BYTES_MAX } from '#scripts/build-sdk.mjs'
import { person } from '../../support/sessions.ts'
import { startRelay, type TestRelay } from '../../support/start-relay.ts'
import { status, Watching } from './watching.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-built-'))
const TOKEN = `agl_d_${'x'.repeat(49)}`
let relay: TestRelay
const loggers: AgentLogger[] = []

beforeAll(async () => {
  await buildSdk({ outDir: dir, version: '9.9.9', minify: true })
  const consumer = { name: 'consumer', private: true, type: 'module' }
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(consumer))
  const tarball = path.join(dir, 'agent-logger.tgz')
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', tarball], { cwd: dir })
  relay = await startRelay()
})
afterEach(async () => {
  for (const logger of loggers.splice(0)) await logger.close()
})
afterAll(async () => {
  await relay.close()
  rmSync(dir, { recursive: true, force: true })
})

/** A page as far as the SDK looks at it, with one script tag. */
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

test('the script-tag bundle keeps the promise of its size, and of the oldest browsers', () => {
  const script = readFileSync(path.join(dir, 'agent-logger.js'))
  expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(SCRIPT_GZIP_BYTES_MAX)
  // Syntax is lowered by the build; of built-ins and patterns that came after 2019 there must be none.
  const late = /\.at\(|Object\.hasOwn\(|structuredClone|replaceAll|matchAll|allSettled|queueMicrotask|\(\?<[=!]/g
  expect(script.toString().match(late)).toBeNull()
  // Loaded only when a viewer comes for a direct path.
  const direct = readFileSync(path.join(dir, 'agent-logger-direct.js'))
  expect(gzipSync(direct, { level: 9 }).length).toBeLessThanOrEqual(4 * 1024)
  expect(direct.toString().match(late)).toBeNull()
})

test.each([
  ['import', 'direct.mjs', "import { direct } from 'agent-logger/direct'"],
  ['require', 'direct.cjs', "const { direct } = require('agent-logger/direct')"],
])('the direct part comes by %s, and is nothing where there is no WebRTC', async (_kind, file, load) => {
  const program = `${load}
    if (direct() !== undefined) throw new Error('WebRTC out of nothing')
    if (typeof direct({ peerConnection: class {} }) !== 'function') throw new Error('not taken')`
  expect(await run(file, program)).toEqual({ code: 0, stderr: '' })
})

test('the screen on the device is a file of its own, and small', () => {
  const screen = readFileSync(path.join(dir, 'agent-logger-screen.js'))
  const gzipBytes = gzipSync(screen, { level: 9 }).length
  console.log(`agent-logger-screen.js: ${screen.length} bytes, ${gzipBytes} gzipped`)
  expect(gzipBytes).toBeLessThanOrEqual(20 * 1024)
  expect(readFileSync(path.join(dir, 'agent-logger.js'), 'utf8')).not.toContain('agent-logger-screen')
})

test('the script tag starts by itself: server from its address, console and errors captured', async () => {
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

test('a late viewer is served by the bundle, and leaving the page says goodbye', async () => {
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

test('a page that goes into the back-forward cache lets go of its socket and comes back with its session', async () => {
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
])('a script tag with %s says once what to do', (_name, dataset: Record<string, string>, sentence) => {
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

/** The next session that says hello. */
function nextSession(): () => RelaySession | undefined {
  const opening = vi.spyOn(relay.relay.hub, 'openSession')
  onTestFinished(() => opening.mockRestore())
  return () => opening.mock.results[0]?.value as RelaySession | undefined
}

test.each([
  ['import', 'app.mjs', "import { startAgentLogger } from 'agent-logger'"],
  ['require', 'app.cjs', "const { startAgentLogger } = require('agent-logger')"],
])('Node by %s: a program that just ends has sent what it logged', async (_kind, file, load) => {
  const found = nextSession()
  const program = `${load}
    const logger = startAgentLogger({ server: process.argv[2], token: 'agl_d_x', name: 'program' })
    logger.info('one')
    setTimeout(() => logger.info('two'), 100)`
  const { code, stderr } = await run(file, program, [relay.url])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  // The program may be gone a moment before the relay has read its goodbye.
  await expect.poll(found).toMatchObject({ head: 2, liveness: 'ended', device: { platform: 'node' } })
})

test('Node: a server that is away delays the end of a program by seconds, not for ever', async () => {
  const program = `import { startAgentLogger } from 'agent-logger'
    startAgentLogger({ server: 'http://127.0.0.1:9', token: 'agl_d_x', warn: () => {} }).info('nobody hears this')`
  expect(await run('away.mjs', program)).toEqual({ code: 0, stderr: '' })
})

test('Node: an uncaught error ends the program as ever, and its last words arrive', async () => {
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

test('the package is whole: types for both kinds of modules, no dependencies, no install scripts', () => {
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
    const logger: AgentLogger = startAgentLogger({ server: '', token: '', redact: (r) => (r.level === 'trace' ? null : r) })
    const status: DeviceStatus = logger.status
    startAgentLogger({ server: '', token: '', direct: webRtc({ peerConnection: class {} }) })
    export const screen: Screen = mountScreen(logger, { shakeThreshold: 2.7, theme: 'dark' })
    // @ts-expect-error there are three themes, by name
    mountScreen(logger, { theme: 'blue' })
    logger.child({ scope: 'x' }).error('y', new Error('z'))
    export const code: 'token-revoked' | undefined = status.error?.code === 'token-revoked' ? status.error.code : undefined
    // @ts-expect-error a token is needed
    startAgentLogger({ server: '' })
  `
  writeFileSync(path.join(dir, 'a.mts'), source)
  writeFileSync(path.join(dir, 'b.cts'), source)
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

test('the command line of the package runs, and sends the server’s own verbs to the server', () => {
  const cli = path.join(dir, 'node_modules/.bin/agent-logger')
  expect(execFileSync(cli, ['--help'], { encoding: 'utf8' })).toContain('pipe')
  expect(() => execFileSync(cli, ['token', 'create', '--email', 'a@b.c', '--name', 'n'], { stdio: 'pipe' })).toThrow(
    /server's checkout/,
  )
})
