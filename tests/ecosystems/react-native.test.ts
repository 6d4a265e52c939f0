/**
 * An app of React Native: Metro bundles it with the presets of React Native, Hermes runs it. The registry has the compiler of
 * today's Hermes and no virtual machine newer than 0.12, so the bundle is compiled by the one and run by the other. Devices,
 * simulators and the `react-native` package itself, whose WebSocket is native code, cannot be had here: the server is a stand-in
 * within the virtual machine that speaks the real protocol, and the test opens what it got with the viewer's own code.
 */
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build as esbuild } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import type { DeviceHello } from '#lib/protocol/messages.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'
import { metroTo } from './bundlers.ts'
import { type Consumer, consumer, packageFolder } from './consumer.ts'

let app: Consumer
beforeAll(async () => {
  app = await consumer()
})
afterAll(() => app.remove())

/** What React Native offers an app and the bare virtual machine does not, with a server behind its WebSocket. */
const HOST = `
import { Decoder, Encoder, PacketType } from 'socket.io-msgpack-parser'
globalThis.console = { log: print, warn: (text) => print('WARNED ' + text), error: print, info: print, debug: print }
// The timers of the bare virtual machine wait for nothing, so these have a clock of their own.
const native = setTimeout
const tasks = []
let nowMs = 0
let timers = 0
globalThis.performance = { now: () => nowMs }
Date.now = () => 1_760_000_000_000 + nowMs
globalThis.setTimeout = (work, delayMs) => {
  tasks.push({ timer: ++timers, atMs: nowMs + Number(delayMs ?? 0), work })
  return timers
}
globalThis.clearTimeout = (timer) => {
  const i = tasks.findIndex((task) => task.timer === timer)
  if (i >= 0) tasks.splice(i, 1)
}
const turn = () => {
  tasks.sort((a, b) => a.atMs - b.atMs || a.timer - b.timer)
  const task = tasks.shift()
  if (!task || task.atMs > 10_000) return
  nowMs = task.atMs
  task.work()
  native(turn, 0)
}
native(turn, 0)
globalThis.navigator = { product: 'ReactNative' }
globalThis.nativeModuleProxy = { PlatformConstants: { Release: '15', Brand: 'Google', Model: 'Pixel 9' } }
let handle = () => {}
globalThis.ErrorUtils = { getGlobalHandler: () => handle, setGlobalHandler: (next) => void (handle = next) }
globalThis.crashApp = (error) => handle(error, true)

globalThis.WebSocket = class {
  binaryType = 'arraybuffer'
  readyState = 0
  constructor(url) {
    print('DIALED ' + url)
    const decoder = new Decoder()
    decoder.on('decoded', (packet) => this.answer(packet))
    this.decoder = decoder
    setTimeout(() => {
      this.readyState = 1
      this.onopen({})
      this.onmessage({ data: '0' + JSON.stringify({ sid: 's', upgrades: [], pingInterval: 25000, pingTimeout: 20000, maxPayload: 1e6 }) })
    }, 0)
  }
  answer({ type, nsp, data }) {
    if (type === PacketType.CONNECT) {
      print('HELLO ' + JSON.stringify(data))
      this.say({ type: PacketType.CONNECT, nsp, data: { sid: 's' } })
      this.say({ type: PacketType.EVENT, nsp, data: ['welcome', { session: data.session, creditBytes: 262144, viewers: 1, relayTimeMs: 0, pageUrl: '' }] })
    } else if (data?.[0] === 'batch') {
      const [, header, bytes] = data
      print('BATCH ' + JSON.stringify([header, [...new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset, bytes.byteLength)]]))
      this.say({ type: PacketType.EVENT, nsp, data: ['ack', header[2] + header[3] - 1] })
    }
  }
  say(packet) {
    const [bytes] = new Encoder().encode(packet)
    setTimeout(() => this.onmessage?.({ data: bytes.buffer ?? bytes }), 0)
  }
  send(data) {
    if (typeof data !== 'string') this.decoder.add(data)
  }
  close() {
    this.readyState = 3
    this.onclose?.({})
  }
}
`

const APP = `
import './host.js'
import { startAgentLogger } from 'agent-logger'
import { direct } from 'agent-logger/direct'
print('DIRECT ' + typeof direct)
const logger = startAgentLogger({
  server: 'https://logs.example.com', token: 'agl_d_x', installationId: 'phone', captureConsole: true, captureErrors: true,
})
logger.info('one', { answer: 42, größe: 'ü€😀' })
console.log('two', [1, 2])
crashApp(new TypeError('three'))
logger.child({ scope: 'checkout' }).debug(() => 'four')
logger.flush().then((isDelivered) => print('FLUSHED ' + isDelivered))
`

async function bundled(profile: string): Promise<string> {
  const { outputFiles } = await esbuild({
    stdin: { contents: HOST, resolveDir: path.join(import.meta.dirname, '../..') },
    ...{ bundle: true, write: false, format: 'esm', target: 'es2022', mainFields: ['browser', 'main'] },
  })
  writeFileSync(path.join(app.dir, 'host.js'), outputFiles[0]?.text ?? '')
  const outfile = path.join(app.dir, `metro-${profile}.js`)
  await metroTo(app.write('index.js', APP), outfile, profile)
  return outfile
}

test('the compiler of Hermes takes the bundle', async () => {
  const outfile = await bundled('hermes-stable')
  const compiler = path.join(packageFolder('hermes-compiler'), 'hermesc/linux64-bin/hermesc')
  const bytecode = `${outfile}.hbc`
  const { code, stderr } = await app.run(compiler, ['-emit-binary', '-O', '-w', '-out', bytecode, outfile])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(existsSync(bytecode)).toBe(true)
})

test('records and crashes of an app arrive from Hermes', async () => {
  const outfile = await bundled('default')
  const hermes = path.join(packageFolder('hermes-engine-cli'), 'linux64-bin/hermes')
  const { code, stdout, stderr } = await app.run(hermes, ['-w', outfile])
  expect({ code, stderr: stderr.slice(0, 2_000) }).toEqual({ code: 0, stderr: '' })
  const said = (word: string) =>
    stdout.split('\n').flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []))
  expect(said('DIALED')).toEqual(['wss://logs.example.com/socket.io/?EIO=4&transport=websocket'])
  const [hello] = said('HELLO').map((text) => JSON.parse(text) as DeviceHello)
  expect(hello?.device).toMatchObject({ platform: 'android', os: 'Android 15', model: 'Google Pixel 9' })
  expect(said('DIRECT')).toEqual(['function'])
  expect(said('FLUSHED')).toEqual(['true'])
  expect(said('WARNED')).toEqual([expect.stringContaining('react-native-get-random-values')])
  const texts = said('BATCH').map(async (text) => {
    const [header, bytes] = JSON.parse(text) as [BatchHeader, number[]]
    return (await openBatch(header, Uint8Array.from(bytes)))?.text ?? ''
  })
  const records = (await Promise.all(texts)).flatMap((text) => text.split('\n'))
  expect(records.map((line) => JSON.parse(line).b)).toEqual(['one', 'two [1,2]', 'Uncaught TypeError: three', 'four'])
  expect(records[0]).toContain('"ü€😀"')
})
