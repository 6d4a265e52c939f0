/** The proxy itself: each fault is what it claims to be, and without a fault nothing changes. */
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FaultProxy, type LinkRule } from '#tests/support/fault-proxy.ts'

let server: net.Server
let proxy: FaultProxy
let served: Socket[] = []
/** Echoes what it receives. */
beforeEach(async () => {
  served = []
  server = net.createServer((socket) => {
    served.push(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes) => socket.write(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await proxy.close()
  for (const socket of served) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

async function client(rule?: LinkRule) {
  proxy = await FaultProxy.before((server.address() as AddressInfo).port, rule)
  return dial()
}

async function dial() {
  const socket = net.connect({ port: proxy.port, host: '127.0.0.1' })
  const chunks: Buffer[] = []
  const ends: string[] = []
  socket.on('data', (bytes) => chunks.push(bytes))
  socket.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code ?? 'error'))
  socket.on('end', () => ends.push('end'))
  await once(socket, 'connect')
  return { socket, chunks, ends, text: () => Buffer.concat(chunks).toString() }
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { interval: 2 })

test('without a rule every byte passes, in order, and is counted', async () => {
  const { socket, chunks } = await client()
  const sent = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => i % 251))
  socket.write(sent)
  const received = () => chunks.reduce((sum, { length }) => sum + length, 0)
  await until(() => received() === sent.length)
  expect(Buffer.concat(chunks).equals(sent)).toBe(true)
  expect([proxy.upBytes, proxy.downBytes]).toEqual([sent.length, sent.length])
})

test('a FIN passes as a FIN', async () => {
  const { socket, ends } = await client()
  socket.write('x')
  await until(() => served.length === 1)
  served[0]?.end('bye')
  await until(() => ends.includes('end'))
  expect(ends).toEqual(['end'])
})

test('latency delays each direction', async () => {
  const { socket, text } = await client({ latencyMs: 40 })
  const startedAtMs = performance.now()
  socket.write('x')
  await until(() => text() === 'x')
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(79)
})

test('a rate limits each direction', async () => {
  const { socket, text } = await client({ bytesPerSecond: 20_000 })
  const startedAtMs = performance.now()
  socket.write('x'.repeat(10_000))
  await until(() => text().length === 10_000)
  expect(performance.now() - startedAtMs).toBeGreaterThan(400)
})

test('small writes arrive as single bytes', async () => {
  const { socket, chunks, text } = await client({ writeBytesMax: 1 })
  socket.write('abcdefgh'.repeat(20))
  await until(() => text().length === 160)
  expect(text()).toBe('abcdefgh'.repeat(20))
  expect(chunks.length).toBeGreaterThan(80)
})

test('held bytes arrive in bursts', async () => {
  const { socket, chunks, text } = await client({ holdMs: 200 })
  for (const letter of 'abc') {
    socket.write(letter)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await until(() => text() === 'abc')
  expect(chunks.length).toBeLessThanOrEqual(2)
})

test('a reset is a reset at both ends', async () => {
  const { socket, ends } = await client()
  socket.write('x')
  await until(() => served.length === 1)
  const atServer = new Promise<string>((resolve) =>
    served[0]?.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? '')),
  )
  proxy.reset()
  expect(await atServer).toBe('ECONNRESET')
  await until(() => ends.length > 0)
  expect(ends).toEqual(['ECONNRESET'])
  await until(() => proxy.open === 0)
})

test('an idle connection is cut, a busy one is not', async () => {
  const { socket } = await client({ idleCutMs: 150 })
  const closed = once(socket, 'close')
  const startedAtMs = performance.now()
  let lastMs = 0
  const chatter = setInterval(() => {
    lastMs = performance.now()
    socket.write('x')
    if (lastMs - startedAtMs > 400) clearInterval(chatter)
  }, 50)
  await closed
  expect(lastMs - startedAtMs).toBeGreaterThan(400)
})

test('a black hole accepts everything and sends nothing; what it held arrives when it heals', async () => {
  const { socket, ends, text } = await client()
  socket.write('a')
  await until(() => text() === 'a')
  proxy.blackHole()
  socket.write('b')
  const late = await dial()
  late.socket.write('c')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect([text(), late.text(), ends, late.ends, served.length]).toEqual(['a', '', [], [], 1])
  proxy.heal()
  await until(() => text() === 'ab' && late.text() === 'c')
})

test('a black hole that heals for new connections only leaves the old ones silent for good', async () => {
  const { socket, ends, text } = await client()
  socket.write('a')
  await until(() => text() === 'a')
  proxy.blackHole()
  socket.write('b')
  const inTheHole = await dial()
  inTheHole.socket.write('c')
  await until(() => proxy.open === 2)
  proxy.forget()
  socket.write('d')
  const later = await dial()
  later.socket.write('e')
  await until(() => later.text() === 'e')
  expect([text(), inTheHole.text(), ends, inTheHole.ends, served.length]).toEqual(['a', '', [], [], 2])
  proxy.reset()
  await until(() => proxy.open === 0)
})

test('a black hole swallows a FIN too', async () => {
  const { socket } = await client()
  socket.write('x')
  await until(() => served.length === 1)
  const atServer: string[] = []
  for (const event of ['end', 'error', 'close']) served[0]?.on(event, () => atServer.push(event))
  proxy.blackHole()
  socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(atServer).toEqual([])
  proxy.heal()
  await until(() => atServer.includes('close'))
})

test('a partition refuses new connections and swallows existing ones', async () => {
  const { socket, text, ends } = await client()
  socket.write('a')
  await until(() => text() === 'a')
  proxy.partition()
  socket.write('b')
  const late = net.connect({ port: proxy.port, host: '127.0.0.1' })
  const [error] = await once(late, 'error')
  expect([(error as NodeJS.ErrnoException).code, text(), ends]).toEqual(['ECONNRESET', 'a', []])
  proxy.heal()
  await until(() => text() === 'ab')
})
