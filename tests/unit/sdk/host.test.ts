/** How the SDK describes and watches its host. */
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { isId } from '#lib/protocol/ids.ts'
import { compressOf } from '#lib/sdk/delivery/compress.ts'
import { sealPlain } from '#lib/sdk/delivery/seal.ts'
import { describeDevice } from '#lib/sdk/host/describe-device.ts'
import { watchHost } from '#lib/sdk/host/host-events.ts'
import { createSessionId } from '#lib/sdk/host/session-id.ts'

const OPTIONS = { server: 'http://x', token: 't' }
const describe = (host: unknown, options = {}) => describeDevice({ ...OPTIONS, ...options }, '1.0', host)

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Mobile/15E148 Safari/604.1'

test.each([
  [CHROME, { platform: 'web', model: 'Chrome 156', os: 'Windows', name: 'Chrome 156 on Windows' }],
  [`${CHROME} Edg/156.0`, { model: 'Edge 156' }],
  [CHROME.replace('Chrome/', 'HeadlessChrome/'), { model: 'Chrome 156' }],
  [SAFARI, { model: 'Safari 18.2', os: 'iOS 18.2' }],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', { model: 'Firefox 140', os: 'Linux' }],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 7) Chrome/156.0.0.0 Mobile Safari/537.36', { os: 'Android 15' }],
  ['', { platform: 'web', model: '', name: 'web' }],
])('a browser is described from its user agent: %s', (userAgent, expected) => {
  expect(describe({ navigator: { userAgent } })).toMatchObject(expected)
})

test('an edge runtime, whose part of Node throws, is described and compresses nothing by it', () => {
  const getBuiltinModule = () => {
    throw new Error('A Node.js API is used which is not supported in the Edge Runtime.')
  }
  expect(describe({ process: { versions: { node: '20.1.0' }, getBuiltinModule } })).toMatchObject({ platform: 'node' })
  expect(describe({ process: { env: {}, getBuiltinModule } })).toMatchObject({ platform: 'javascript' })
  expect(compressOf({ process: { env: {}, getBuiltinModule } })).toBeNull()
})

test('Node is described by machine, program and version, and stays the same device across runs', () => {
  const host = () => ({
    process: {
      versions: { node: '20.1.0' },
      platform: 'linux',
      argv: ['node', '/srv/shop/worker.js'],
      getBuiltinModule: () => ({ hostname: () => 'box', release: () => '6.1' }),
    },
  })
  const device = describe(host())
  expect(device).toMatchObject({
    platform: 'node',
    os: 'Linux 6.1',
    model: 'Node.js 20.1.0',
    name: 'worker.js on box',
    sdkVersion: '1.0',
  })
  expect(describe(host()).installationId).toBe(device.installationId)
  expect(describe(host(), { name: 'other' }).installationId).not.toBe(device.installationId)
  expect(device.installationId).not.toContain('shop')
  const contained = {
    process: { ...host().process, env: { AGENT_LOGGER_INSTALLATION_ID: 'pod-7-of-the-shop-frontend' } },
  }
  expect(describe(contained, { name: 'a' }).installationId).toBe(describe(contained, { name: 'b' }).installationId)
  expect(describe(contained, { installationId: 'own' }).installationId).not.toBe(describe(contained).installationId)
})

test('React Native is described from its bridge', () => {
  const navigator = { product: 'ReactNative' }
  const android = { Release: '15', Model: 'Pixel 7', Brand: 'google' }
  expect(describe({ navigator, __turboModuleProxy: () => ({ getConstants: () => android }) })).toMatchObject({
    platform: 'android',
    os: 'Android 15',
    model: 'google Pixel 7',
    name: 'google Pixel 7',
  })
  expect(
    describe({
      navigator,
      nativeModuleProxy: { PlatformConstants: { systemName: 'iOS', osVersion: '18.2', interfaceIdiom: 'phone' } },
    }),
  ).toMatchObject({ platform: 'ios', os: 'iOS 18.2', model: 'phone' })
  const broken = () => {
    throw new Error('bridge')
  }
  expect(describe({ navigator, __turboModuleProxy: broken })).toMatchObject({ platform: 'react-native' })
})

test('an unknown runtime, or one whose globals throw, still has a description', () => {
  const hostile = new Proxy({}, { get: () => { throw new Error('no') } }) // biome-ignore format: one thing
  for (const host of [{}, null, hostile]) {
    const device = describe(host)
    expect(device.platform).toBe('javascript')
    expect(isId(device.installationId)).toBe(true)
  }
})

test('labels are cut, and a name in the options wins', () => {
  const device = describe(
    { navigator: { userAgent: CHROME } },
    { name: 'n'.repeat(500), appName: 'Shop', appVersion: 3 },
  )
  expect(device.name).toBe('n'.repeat(200))
  expect(device).toMatchObject({ appName: 'Shop', appVersion: '3' })
  expect(describe({ navigator: { userAgent: CHROME } }, { platform: 'kiosk' }).platform).toBe('kiosk')
})

test('a browser keeps its installation id; where storage is forbidden it lives as long as the page', () => {
  const kept = new Map<string, string>()
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  }
  const browser = { navigator: { userAgent: CHROME }, localStorage }
  const first = describe(browser).installationId
  expect(describe(browser).installationId).toBe(first)
  for (const key of kept.keys()) kept.set(key, 'not an id!')
  expect(isId(describe(browser).installationId)).toBe(true)
  const forbidden = {
    navigator: { userAgent: CHROME },
    get localStorage(): never {
      throw new Error('SecurityError')
    },
  }
  expect(isId(describe(forbidden).installationId)).toBe(true)
})

test('an installation id of the host is used unchanged, or hashed when it is not a valid id', () => {
  expect(describe({}, { installationId: 'my-device-0001' }).installationId).toBe('my-device-0001')
  const made = describe({}, { installationId: 'pixel 7' }).installationId
  expect(isId(made)).toBe(true)
  expect(describe({}, { installationId: 'pixel 7' }).installationId).toBe(made)
  expect(describe({}, { installationId: 'pixel 8' }).installationId).not.toBe(made)
})

test('without cryptographic randomness there is still a session id, and a warning for the host', () => {
  const warnings: string[] = []
  expect(isId(createSessionId((sentence) => warnings.push(sentence)))).toBe(true)
  expect(warnings).toEqual([])
  const { crypto } = globalThis
  Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true })
  try {
    const ids = new Set(Array.from({ length: 100 }, () => createSessionId((sentence) => warnings.push(sentence))))
    expect(ids.size).toBe(100)
    for (const id of ids) expect(isId(id)).toBe(true)
    expect(warnings[0]).toContain('react-native-get-random-values')
  } finally {
    Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true })
  }
})

test('the host’s life: network, visibility, leaving, both ends of Node; stop removes every listener', () => {
  const events: string[] = []
  const window = new EventTarget()
  const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' })
  const process = new EventEmitter()
  const host = Object.assign(window, { document, process })
  const stop = watchHost(
    {
      onWake: () => events.push('wake'),
      onLeave: (mayReturn) => events.push(`leave ${mayReturn}`),
      onIdle: () => events.push('idle'),
      onExit: () => events.push('exit'),
    },
    true,
    host as never,
  )
  const fire = () => {
    window.dispatchEvent(new Event('online'))
    document.dispatchEvent(new Event('visibilitychange'))
    document.visibilityState = 'visible'
    document.dispatchEvent(new Event('visibilitychange'))
    document.dispatchEvent(new Event('freeze'))
    document.dispatchEvent(new Event('resume'))
    window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }))
    window.dispatchEvent(new Event('pageshow'))
    window.dispatchEvent(new Event('pagehide'))
    process.emit('beforeExit')
    process.emit('exit')
  }
  fire()
  const all = ['wake', 'wake', 'leave true', 'wake', 'leave true', 'wake', 'leave false', 'idle', 'exit']
  expect(events).toEqual(all)
  stop()
  fire()
  expect(events).toHaveLength(all.length)
  expect(process.eventNames()).toEqual([])
})

/** A process of Node whose sessions write into `events`. */
function watched(pid = 7) {
  const events: string[] = []
  const kill = (pid: number, signal: string) => void events.push(`${pid} ${signal}`)
  const process = Object.assign(new EventEmitter(), { pid, platform: 'linux', kill })
  const watch = (name: string) => {
    const life = { onWake() {}, onLeave() {}, onIdle() {}, onExit: () => void events.push(name) }
    return watchHost(life, true, { process } as never)
  }
  return { process, events, watch }
}

test('a signal is an exit only while the host does not listen to it, and then ends the program by itself', async () => {
  const { process, events, watch } = watched()
  const stops = [watch('one'), watch('two')]
  const ours = process.listeners('SIGTERM')
  expect(ours).toHaveLength(1)
  const own = () => void events.push('own')
  process.on('SIGTERM', own)
  expect(process.listenerCount('SIGTERM')).toBe(2)
  await null
  expect(process.listeners('SIGTERM')).toEqual([own])
  process.emit('SIGTERM')
  expect(events.splice(0)).toEqual(['own'])
  process.off('SIGTERM', own)
  process.once('SIGTERM', own)
  await null
  process.emit('SIGTERM')
  expect(events.splice(0)).toEqual(['own'])
  for (const wasOwn of [false, true]) {
    if (wasOwn) process.on('SIGTERM', own)
    process.removeAllListeners('SIGTERM')
    await null
    expect(process.listeners('SIGTERM')).toEqual(ours)
  }
  process.emit('SIGTERM')
  expect(events).toEqual(['one', 'two', '7 SIGTERM'])
  expect(process.listenerCount('SIGTERM')).toBe(0)
  for (const stop of stops) stop()
  expect(process.eventNames()).toEqual([])
})

test('many sessions listen as one does, until the last of them stops', () => {
  const { process, events, watch } = watched()
  const stops = Array.from({ length: 20 }, (_, i) => watch(`${i}`))
  for (const name of process.eventNames()) expect(process.listenerCount(name)).toBeLessThanOrEqual(3)
  for (const stop of stops.slice(1)) stop()
  process.emit('exit')
  expect(events).toEqual(['0'])
  stops[0]?.()
  expect(process.eventNames()).toEqual([])
})

test('what the host does at exit comes before our part, and a library that wants to be last as well does not loop', async () => {
  const { process, events, watch } = watched()
  watch('ours')
  const greedy = () => void events.push('greedy')
  let moves = 0
  process.on('newListener', (event, listener) => {
    if (event !== 'exit' || listener === greedy) return
    moves++
    void Promise.resolve().then(() => process.off('exit', greedy).on('exit', greedy))
  })
  process.on('exit', greedy)
  process.on('exit', () => void events.push('host'))
  await vi.waitFor(() => expect(process.listeners('exit').at(-1)).toBe(greedy))
  expect(moves).toBeLessThan(5)
  process.emit('exit')
  expect(events).toEqual(['host', 'ours', 'greedy'])
})

test('the first process of a container is not ended by signals, so they are not watched there', () => {
  const { process, watch } = watched(1)
  watch('ours')
  expect(['SIGTERM', 'SIGINT'].map((signal) => process.listenerCount(signal))).toEqual([0, 0])
})

test('the header of a batch says that it holds a truncated record', () => {
  expect(sealPlain({ session: 's', first: 1, lines: ['x'], byteLength: 1, hasTruncated: true }).header[1]).toBe(8)
})
