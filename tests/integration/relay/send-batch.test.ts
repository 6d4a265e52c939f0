import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { sendBatch } from '#lib/server/transports/socket-io/send-batch.ts'
import type { ViewerSocket } from '#lib/server/transports/socket-io/sockets.ts'
import { person, SESSION } from '#tests/support/sessions.ts'
import { next, startRelay, type TestRelay } from '#tests/support/start-relay.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await startRelay()
  relay.grants.set('ada', person())
})
afterEach(() => relay.close())

async function viewer() {
  const client = relay.viewer({ token: 'ada' })
  await next(client, 'welcome')
  const socket = relay.socketIo.namespaces.viewers.sockets.get(client.id ?? '')
  if (!socket) throw new Error('not connected')
  const got: [BatchHeader, Buffer][] = []
  client.on('batch', (header, bytes) => void got.push([header, Buffer.from(bytes)]))
  return { client, socket, got }
}

const filled = (length: number) => Buffer.alloc(length, 'record ')
const batchOf = (length: number, first = 1): [BatchHeader, Buffer] => {
  const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 7 + first) % 251))
  return [[SESSION, 0, first, 1, length], bytes]
}

test('[RL1][BT1] batches of every length arrive unchanged, as they would through Socket.IO’s own emit', async () => {
  const { socket, got } = await viewer()
  // Around the borders of msgpack’s and WebSocket’s length fields.
  const lengths = [0, 1, 60, 125, 126, 255, 256, 16_384, 65_400, 65_535, 65_536, 70_000, LIMITS.batchBytesMax]
  const sent = lengths.map((length) => batchOf(length, length + 1))
  for (const [header, bytes] of sent) {
    sendBatch([socket], header, bytes)
    socket.emit('batch', header, bytes)
  }
  await vi.waitFor(() => expect(got).toHaveLength(sent.length * 2))
  sent.forEach(([header, bytes], i) => {
    for (const [gotHeader, gotBytes] of [got[i * 2], got[i * 2 + 1]] as [BatchHeader, Buffer][]) {
      expect(gotHeader).toEqual(header)
      expect(gotBytes.equals(bytes)).toBe(true)
    }
  })
})

test('[SQ3] packets that wait in Engine.IO go first', async () => {
  const { client, socket } = await viewer()
  const order: string[] = []
  client.on('batch', (header) => void order.push(`batch ${header[2]}`))
  client.on('skip', (_session, [from]) => void order.push(`skip ${from}`))
  // As while an earlier write is under way.
  const { transport } = socket.conn as unknown as { transport: { writable: boolean } }
  transport.writable = false
  sendBatch([socket], ...batchOf(10, 1))
  socket.emit('skip', SESSION, [2, 2])
  sendBatch([socket], ...batchOf(10, 3))
  socket.emit('skip', SESSION, [4, 4])
  transport.writable = true
  ;(socket.conn as unknown as { flush(): void }).flush()
  sendBatch([socket], ...batchOf(10, 5))
  await vi.waitFor(() => expect(order).toEqual(['batch 1', 'skip 2', 'batch 3', 'skip 4', 'batch 5']))
})

test('[RL6] bytes that the socket did not take count as buffered', async () => {
  const { client, socket } = await viewer()
  const { ws } = client.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } }
  ws._socket.pause()
  const raw = (socket.conn as unknown as { transport: { socket: { bufferedAmount: number; terminate(): void } } })
    .transport.socket
  const bytes = filled(LIMITS.batchBytesMax)
  for (let first = 1; raw.bufferedAmount < 4 * bytes.length; first++)
    sendBatch([socket], [SESSION, 0, first, 1, bytes.length], bytes)
  expect(raw.bufferedAmount).toBeGreaterThanOrEqual(4 * bytes.length)
  // It does not read, so it would not answer a polite close.
  raw.terminate()
})

test('a closing socket gets nothing, and a socket without ws’s sender gets the ordinary event', async () => {
  const { client, socket, got } = await viewer()
  const plain = { conn: { transport: {} }, emit: vi.fn() } as unknown as ViewerSocket
  const closing = { conn: { transport: socket.conn.transport, readyState: 'closing' } } as unknown as ViewerSocket
  sendBatch([closing, plain, socket], ...batchOf(10))
  expect(plain.emit).toHaveBeenCalledExactlyOnceWith('batch', ...batchOf(10))
  await vi.waitFor(() => expect(got).toHaveLength(1))
  expect(client.connected).toBe(true)
})
