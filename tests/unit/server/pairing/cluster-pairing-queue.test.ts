/** Waiting devices of several nodes: everybody nearby sees them, and a claim reaches the node that holds the socket. */
import { beforeEach, expect, test } from 'vitest'
import { CLAIM_ANSWER_MS, ClusterPairingQueue } from '#lib/server/pairing/cluster-pairing-queue.ts'
import { type Claim, PairingQueue } from '#lib/server/pairing/pairing-queue.ts'
import { NODE_LOST_MS } from '#lib/server/relay/cluster.ts'
import { type LinkedNode, MemoryNetwork } from '#tests/support/linked-nodes.ts'

const HERE = '203.0.113.7'
const CLAIM: Claim = { teamId: 'team', tokenId: null, userId: 'anna' }
let net: MemoryNetwork
let a: LinkedNode
let b: LinkedNode
beforeEach(() => {
  net = new MemoryNetwork()
  a = net.add('a')
  b = net.add('b')
  for (const node of net.nodes) node.cluster.busConnected(0)
  net.deliver()
})

const wait = (node: LinkedNode, n = 1, sinceMs = n) => {
  const claims: Claim[] = []
  const device = {
    id: `d${n}`,
    sessionId: `session_${n}`,
    deviceId: `device_0000000${n}`,
    address: HERE,
    userAgent: '',
  }
  const onClaimed = (claim: Claim) => {
    claims.push(claim)
    return claim.continues?.session ?? device.sessionId
  }
  node.pairingQueue.add(device, onClaimed, sinceMs)
  return claims
}
const tick = (nowMs: number) => {
  for (const node of net.nodes) node.cluster.tick(nowMs)
  net.deliver(nowMs)
}
const near = (node: LinkedNode) => node.clusterPairing.near(HERE).map(({ id }) => id)

test('[ND7] a device that waits on one node is seen and found on the other, the newest first', () => {
  wait(a, 1)
  wait(b, 2)
  wait(a, 3)
  tick(500)
  expect(near(b)).toEqual(['d3', 'd2', 'd1'])
  expect(near(a)).toEqual(['d3', 'd2', 'd1'])
  expect(b.clusterPairing.near('203.0.113.8')).toEqual([])
  expect(b.clusterPairing.find({ code: '0000-OOOI' })?.id).toBe('d1')
  expect(b.clusterPairing.find({ sessionId: 'session_3' })?.id).toBe('d3')
  expect(b.clusterPairing.find({ sessionId: 'session_4' })).toBe(null)
  expect(b.clusterPairing.find({ code: '' })).toBe(null)
})

test('[PA8] a claim on one node reaches the device on the other, and only the first of two', async () => {
  const claims = wait(a)
  tick(500)
  const answers = Promise.all([
    b.clusterPairing.claim('d1', CLAIM),
    b.clusterPairing.claim('d1', { ...CLAIM, teamId: 'late' }),
  ])
  net.deliver(600)
  expect(await answers).toEqual(['session_1', null])
  expect(claims).toEqual([CLAIM])
  tick(1_000)
  expect([near(a), near(b)]).toEqual([[], []])
  expect(await b.clusterPairing.claim('d1', CLAIM)).toBe(null)
})

test('[ND7] only what changed is announced', () => {
  wait(a, 1)
  tick(500)
  wait(a, 2)
  a.pairingQueue.remove('d1')
  a.cluster.tick(1_000)
  const announced = net.queue.flatMap(({ message }) => (message[0] === 'waiting' ? [message[2]] : []))
  expect(announced).toEqual([{ added: [expect.objectContaining({ id: 'd2' })], gone: ['d1'] }])
  net.deliver(1_000)
  expect(near(b)).toEqual(['d2'])
})

test('a device that came and went between two ticks is not announced at all', () => {
  wait(a, 1)
  a.pairingQueue.remove('d1')
  a.cluster.tick(500)
  expect(net.queue).toEqual([])
})

test('a node that missed an announcement asks, and a new one gets everything', () => {
  wait(a, 1)
  a.cluster.tick(500)
  net.lose()
  expect(near(b)).toEqual([])
  tick(2_500)
  expect(near(b)).toEqual(['d1'])

  a.pairingQueue.remove('d1')
  wait(a, 2)
  a.cluster.tick(3_000)
  net.lose()
  const c = net.add('c', 3_000)
  c.cluster.busConnected(3_000)
  net.deliver(3_000)
  tick(5_500)
  expect([near(b), near(c)]).toEqual([['d2'], ['d2']])
})

test('[PA8] a claim that nobody answers fails in time, and so does one to a node that is lost', async () => {
  wait(a)
  tick(500)
  const unanswered = b.clusterPairing.claim('d1', CLAIM)
  net.lose()
  b.cluster.tick(500 + CLAIM_ANSWER_MS)
  b.cluster.tick(501 + CLAIM_ANSWER_MS)
  expect(await unanswered).toBe(null)

  const toLost = b.clusterPairing.claim('d1', CLAIM)
  net.lose()
  a.cluster.leave()
  net.deliver(600)
  expect(await toLost).toBe(null)
  expect(near(b)).toEqual([])
  b.cluster.tick(600 + NODE_LOST_MS)
})

test('[PA8] a claim made before the first tick is waited for like any other', async () => {
  const pairingQueue = new ClusterPairingQueue(new PairingQueue())
  pairingQueue.join({ lastNumber: () => 0, toAll: () => {}, toNode: () => {} })
  const device = {
    id: 'd1',
    sessionId: 's1',
    deviceId: 'x',
    code: 'k7qm4t9x',
    address: '192.0.2.1',
    userAgent: '',
    sinceMs: 0,
  }
  pairingQueue.receive('other', ['waiting', 1, { added: [device], gone: [] }, true])
  const claimed = pairingQueue.claim('d1', CLAIM)
  pairingQueue.tick(1_700_000_000_000)
  pairingQueue.receive('other', ['claimed', 1, true])
  expect(await claimed).toBe('s1')
})

test('a listener learns where a device waits or no longer waits, on either node', () => {
  const addresses: string[] = []
  b.clusterPairing.onChange(({ address }) => addresses.push(address))
  wait(a, 1)
  wait(b, 2)
  expect(addresses).toEqual([HERE])
  tick(500)
  expect(addresses).toHaveLength(2)
  a.pairingQueue.remove('d1')
  tick(1000)
  expect(addresses).toHaveLength(3)
  wait(a, 3)
  tick(1500)
  b.clusterPairing.nodeLost('a')
  expect(addresses).toHaveLength(5)
})

test('[ND7] a node with pairing off sees no gap in the numbers of others, and answers a claim at once', () => {
  const off = net.add('off', 0, false)
  off.cluster.busConnected(0)
  net.deliver()
  wait(a)
  tick(500)
  a.cluster.teamChanged('team', 'links')
  net.deliver(1_000)
  expect(off.missed).toBe(0)
  off.cluster.receive('a', ['claim', 7, 'd1', CLAIM], 1_000)
  expect(net.lose()).toEqual([['claimed', 7, false]])
})

const LEFT = { teamId: 'team', userId: 'anna', number: 0, session: 'session_0' }

test('[PA9] what a device may continue reaches other nodes, also when that is known later; its claimer alone finds it', async () => {
  const claims = wait(a)
  tick(500)
  expect(b.clusterPairing.returned('team', 'anna')).toEqual([])
  const told: object[] = []
  b.clusterPairing.onChange((where) => told.push(where))
  a.pairingQueue.setLeftRuns('d1', [LEFT])
  tick(1_000)
  expect(told).toEqual([{ address: HERE, teamIds: ['team'] }])
  expect(b.clusterPairing.returned('team', 'anna')).toMatchObject([{ id: 'd1', leftRuns: [LEFT] }])
  expect(b.clusterPairing.returned('team', 'bob')).toEqual([])
  expect(b.clusterPairing.returned('other', 'anna')).toEqual([])
  expect(b.clusterPairing.byId('d1')).toMatchObject({ code: '00000001' })

  const claim = { ...CLAIM, continues: { number: 0, session: 'session_0' } }
  const claimed = b.clusterPairing.claim('d1', claim)
  net.deliver(1_100)
  expect(await claimed).toBe('session_0')
  expect(claims).toEqual([claim])
})

test('[PA8] an older node answers without a session: the device goes on with the one that it waited with', async () => {
  wait(a)
  tick(500)
  const claimed = b.clusterPairing.claim('d1', { ...CLAIM, continues: { number: 0, session: 'session_0' } })
  net.lose()
  b.cluster.receive('a', ['claimed', 1, true], 600)
  expect(await claimed).toBe('session_1')
})
