/** Waiting devices of several nodes: everybody near sees them, and a claim reaches the node that holds the socket. */
import { beforeEach, expect, test } from 'vitest'
import { CLAIM_ANSWER_MS, SharedPen } from '#lib/pairing/shared-pen.ts'
import { type Claim, WaitingPen } from '#lib/pairing/waiting-pen.ts'
import { NODE_LOST_MS } from '#lib/relay/cluster.ts'
import { type LinkedNode, MemoryNetwork } from '../../support/linked-nodes.ts'

const HERE = '203.0.113.7'
const CLAIM: Claim = { teamId: 'team', tokenId: null, userId: 'anna' }
let net: MemoryNetwork
let a: LinkedNode
let b: LinkedNode
beforeEach(() => {
  net = new MemoryNetwork()
  a = net.add('a')
  b = net.add('b')
  for (const node of net.nodes) node.cluster.connected(0)
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
  node.pen.add(device, (claim) => claims.push(claim), sinceMs)
  return claims
}
const tick = (nowMs: number) => {
  for (const node of net.nodes) node.cluster.tick(nowMs)
  net.deliver(nowMs)
}
const near = (node: LinkedNode) => node.sharedPen.near(HERE).map(({ id }) => id)

test('[ND7] a device that waits on one node is seen and found on the other, the newest first', () => {
  wait(a, 1)
  wait(b, 2)
  wait(a, 3)
  tick(500)
  expect(near(b)).toEqual(['d3', 'd2', 'd1'])
  expect(near(a)).toEqual(['d3', 'd2', 'd1'])
  expect(b.sharedPen.near('203.0.113.8')).toEqual([])
  expect(b.sharedPen.find({ code: '0000-OOOI' })?.id).toBe('d1')
  expect(b.sharedPen.find({ sessionId: 'session_3' })?.id).toBe('d3')
  expect(b.sharedPen.find({ sessionId: 'session_4' })).toBe(null)
  expect(b.sharedPen.find({ code: '' })).toBe(null)
})

test('[PA8] a claim on one node reaches the device on the other, and only the first of two', async () => {
  const claims = wait(a)
  tick(500)
  const answers = Promise.all([b.sharedPen.claim('d1', CLAIM), b.sharedPen.claim('d1', { ...CLAIM, teamId: 'late' })])
  net.deliver(600)
  expect(await answers).toEqual([true, false])
  expect(claims).toEqual([CLAIM])
  tick(1_000)
  expect([near(a), near(b)]).toEqual([[], []])
  expect(await b.sharedPen.claim('d1', CLAIM)).toBe(false)
})

test('[ND7] only what changed is told', () => {
  wait(a, 1)
  tick(500)
  wait(a, 2)
  a.pen.remove('d1')
  a.cluster.tick(1_000)
  const told = net.queue.flatMap(({ message }) => (message[0] === 'waiting' ? [message[2]] : []))
  expect(told).toEqual([{ added: [expect.objectContaining({ id: 'd2' })], gone: ['d1'] }])
  net.deliver(1_000)
  expect(near(b)).toEqual(['d2'])
})

test('one that came and went between two ticks is not told of at all', () => {
  wait(a, 1)
  a.pen.remove('d1')
  a.cluster.tick(500)
  expect(net.queue).toEqual([])
})

test('a node that missed what was told asks, and one that is new is told everything', () => {
  wait(a, 1)
  a.cluster.tick(500)
  net.lose()
  expect(near(b)).toEqual([])
  tick(2_500)
  expect(near(b)).toEqual(['d1'])

  a.pen.remove('d1')
  wait(a, 2)
  a.cluster.tick(3_000)
  net.lose()
  const c = net.add('c', 3_000)
  c.cluster.connected(3_000)
  net.deliver(3_000)
  tick(5_500)
  expect([near(b), near(c)]).toEqual([['d2'], ['d2']])
})

test('[PA8] a claim that nobody answers fails in time, and so does one to a node that is lost', async () => {
  wait(a)
  tick(500)
  const unanswered = b.sharedPen.claim('d1', CLAIM)
  net.lose()
  b.cluster.tick(500 + CLAIM_ANSWER_MS)
  b.cluster.tick(501 + CLAIM_ANSWER_MS)
  expect(await unanswered).toBe(false)

  const toLost = b.sharedPen.claim('d1', CLAIM)
  net.lose()
  a.cluster.leave()
  net.deliver(600)
  expect(await toLost).toBe(false)
  expect(near(b)).toEqual([])
  b.cluster.tick(600 + NODE_LOST_MS)
})

test('[PA8] a claim made before this node has looked at its clock is waited for like any other', async () => {
  const pen = new SharedPen(new WaitingPen())
  pen.join(() => {})
  const device = {
    id: 'd1',
    sessionId: 's1',
    deviceId: 'x',
    code: 'k7qm4t9x',
    address: '192.0.2.1',
    userAgent: '',
    sinceMs: 0,
  }
  pen.heard('other', { added: [device], gone: [] }, true)
  const claimed = pen.claim('d1', CLAIM)
  pen.tick(1_700_000_000_000)
  pen.answered(1, true)
  expect(await claimed).toBe(true)
})
