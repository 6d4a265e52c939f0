/** WebRTC that a page lends to its worker behaves like the page's own. */
import { expect, test, vi } from 'vitest'
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import { LentPeers } from '#lib/viewer/remote/lent-peers.ts'
import { PeerLender } from '#lib/viewer/remote/peer-lender.ts'

class FakeChannel extends EventTarget {
  readyState = 'connecting'
  bufferedAmount = 7
  bufferedAmountLowThreshold = 0
  binaryType = 'blob'
  readonly sent: unknown[] = []
  send(data: unknown): void {
    this.sent.push(data)
  }
  close(): void {
    this.readyState = 'closed'
  }
  say(type: string, data?: unknown): void {
    this.dispatchEvent(Object.assign(new Event(type), { data }))
  }
}

class FakeConnection extends EventTarget {
  static readonly made: FakeConnection[] = []
  connectionState = 'new'
  readonly channel = new FakeChannel()
  readonly calls: unknown[] = []
  constructor() {
    super()
    FakeConnection.made.push(this)
  }
  createDataChannel(label: string, options: unknown): FakeChannel {
    this.calls.push([label, options])
    return this.channel
  }
  async createOffer() {
    return { type: 'offer' as const, sdp: 'v=0' }
  }
  async setLocalDescription(description: unknown): Promise<void> {
    this.calls.push(description)
  }
  async setRemoteDescription(): Promise<void> {
    throw new Error('not now')
  }
  close(): void {
    this.connectionState = 'closed'
  }
}

function lend() {
  FakeConnection.made.length = 0
  const lender = new PeerLender(FakeConnection as never as PeerConnectionClass, (peer, event, transfer = []) => {
    const copy = structuredClone(event, { transfer })
    queueMicrotask(() => peers.handle(peer, copy))
  })
  const peers: LentPeers = new LentPeers((peer, call, transfer = []) => {
    const copy = structuredClone(call, { transfer })
    queueMicrotask(() => lender.handle(peer, copy))
  })
  return { lender, connection: new peers.peerConnection({ iceServers: [] }) }
}

test('offers, candidates, texts and bytes go through', async () => {
  const { connection } = lend()
  const candidates: unknown[] = []
  connection.addEventListener('icecandidate', ({ candidate }) => candidates.push(candidate))
  const channel = connection.createDataChannel('logs', { ordered: true })
  const heard: unknown[] = []
  channel.addEventListener('message', ({ data }) => heard.push(data))
  channel.addEventListener('open', () => heard.push(channel.readyState))
  const offer = await connection.createOffer()
  await connection.setLocalDescription(offer)
  const [made] = FakeConnection.made
  expect(made?.calls).toEqual([['logs', { ordered: true }], { type: 'offer', sdp: 'v=0' }])
  await expect(connection.setRemoteDescription({ type: 'answer' })).rejects.toThrow('not now')
  const fake = made?.channel as FakeChannel
  fake.readyState = 'open'
  fake.say('open')
  fake.say('message', 'text')
  const bytes = new Uint8Array([1, 2]).buffer
  fake.say('message', bytes)
  expect(bytes.byteLength).toBe(0)
  made?.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate: 'c', sdpMid: '0' } }))
  made?.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: null }))
  await vi.waitFor(() => expect(heard).toHaveLength(3))
  expect([heard[0], heard[1], (heard[2] as ArrayBuffer).byteLength]).toEqual(['open', 'text', 2])
  await vi.waitFor(() => expect(candidates).toHaveLength(2))
  expect(candidates).toEqual([{ candidate: 'c', sdpMid: '0', sdpMLineIndex: null }, null])
  channel.send('beat')
  channel.bufferedAmountLowThreshold = 99
  channel.close()
  connection.close()
  await vi.waitFor(() => expect(made?.connectionState).toBe('closed'))
  expect(fake).toMatchObject({ sent: ['beat'], bufferedAmountLowThreshold: 99, readyState: 'closed' })
})

test('a browser that refuses a connection fails the path, and a stopped worker leaves none open', async () => {
  const { lender, connection } = lend()
  const states: string[] = []
  connection.addEventListener('connectionstatechange', () => states.push(connection.connectionState))
  connection.createDataChannel('logs')
  await connection.createOffer()
  const [made] = FakeConnection.made
  if (made) made.channel.send = () => expect.fail('closed')
  vi.spyOn(FakeConnection.prototype, 'createDataChannel').mockImplementationOnce(() => {
    throw new Error('too many')
  })
  connection.createDataChannel('more')
  await vi.waitFor(() => expect(states).toEqual(['failed']))
  lender.closeAll()
  expect(made?.connectionState).toBe('closed')
})
