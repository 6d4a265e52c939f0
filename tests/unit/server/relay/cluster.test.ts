import { beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { Cluster, NODE_LOST_MS } from '#lib/server/relay/cluster.ts'
import type { NodeFrame } from '#lib/server/relay/node-extension.ts'
import { type LinkedNode, MemoryNetwork } from '#tests/support/linked-nodes.ts'
import { batch, factsOf, hello, person, SESSION } from '#tests/support/sessions.ts'
import { withLimits } from '#tests/support/with-limits.ts'

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

const open = (node: LinkedNode, changes = {}, connection = 'd1') => {
  node.hub.openSession(connection, hello(changes), factsOf(), 'token1', 0)
  net.deliver()
}
const join = (node: LinkedNode, viewer = 'v1') => {
  const session = node.hub.sessions.get(SESSION)
  if (!session) throw new Error('the node does not know the session')
  node.hub.subscriptions.join(viewer, person(), session, 0)
  net.deliver()
}
const sessionOf = (node: LinkedNode) => node.hub.sessions.get(SESSION)
const batchesOf = (node: LinkedNode, viewer = 'v1') =>
  node.out.take(viewer, 'batch').map(({ args }) => (args as [[string, number, number]])[0][2])

test('[ND4] the needs of a node are bounded: beyond the bound the old ones are forgotten, and asked for again', () => {
  withLimits({ sessionViewersMax: 2, needRangesMax: 4 })
  open(a, { head: 1_000 })
  join(b)
  const wants = () => sessionOf(a)?.audience.nodes.get('b')?.wants.ranges.length
  for (let i = 0; i < 9; i++) a.hub.remote.handleNeed('b', SESSION, [[i * 10 + 1, i * 10 + 2]], 0)
  expect(wants()).toBe(9)
  a.hub.remote.handleNeed('b', SESSION, [[501, 502]], 0)
  expect(wants()).toBe(1)
})

describe('messages', () => {
  /** What nodes of the version before read and write: kinds, and the order and types of what they carry. */
  const shapeOf = (frame: NodeFrame) =>
    frame.map((part, i) => (i === 0 ? part : Array.isArray(part) ? 'list' : typeof part))

  test('their shape stays what nodes of other versions understand', () => {
    const sent = () => net.lose().map(shapeOf)
    a.hub.openSession('d1', hello({ head: 10, direct: true }), factsOf(), 'token1', 0)
    expect(sent()).toEqual([['sessions', 'number', 'list']])
    a.cluster.cut({ kind: 'link', id: 'link1' }, 'link-revoked')
    a.cluster.teamChanged('team', 'links')
    a.cluster.busConnected(0)
    a.cluster.leave()
    expect(sent()).toEqual([
      ['cut', 'number', 'object', 'string'],
      ['teamChanged', 'number', 'string', 'string'],
      ['beat', 'number'],
      ['leave'],
    ])
    b.cluster.receive('a', ['ask'], 0)
    expect(sent()[0]).toEqual(['sync', 'number', 'list', 'list'])
    a.cluster.receive('b', ['ask'], 0)
    net.deliver()
    join(b)
    a.hub.batch('d1', ...batch(11), 0)
    a.hub.gone('d1', [12, 13], 'overrun')
    b.hub.subscriptions.need('v1', SESSION, [[1, 2]], 0)
    b.hub.direct.open('v1', SESSION)
    b.hub.direct.signal('v1', SESSION, 'offer')
    expect(sent()).toEqual([
      ['batch', 'list', 'object'],
      ['gone', 'string', 'list', 'string'],
      ['need', 'string', 'list'],
      ['peer', 'string', 'string', 'boolean'],
      ['signal', 'string', 'string', 'string'],
    ])
    a.cluster.receive('b', ['need', SESSION, [[1, 2]]], 0)
    a.cluster.receive('b', ['peer', SESSION, 'v1', true], 0)
    a.hub.fill('d1', ...batch(1, 2), 0)
    a.hub.direct.deviceSignal('d1', 'v1', 'answer')
    expect(sent()).toEqual([
      ['fill', 'list', 'object'],
      ['answer', 'string', 'string', 'string'],
    ])
  })

  test('one that this version does not know is ignored', () => {
    a.cluster.receive('b', ['something-new', 1], 0)
    expect(net.lose()).toEqual([])
  })

  test('two extensions cannot use the same kind', () => {
    const extension = { kinds: { cut: 'plain' as const }, join() {}, receive() {}, sync() {}, nodeLost() {}, tick() {} }
    const parts = { hub: a.hub, bus: net.bus('x'), cut() {}, teamChanged() {}, onRefusal() {}, onGap() {} }
    expect(() => new Cluster({ ...parts, extensions: [extension] }, 0)).toThrow('node message kind in use: cut')
  })
})

describe('numbers', () => {
  test('[ND1] a node that misses an announcement asks, and learns what it missed', () => {
    open(a)
    a.hub.deviceLost('d1', 1)
    net.lose()
    expect(sessionOf(b)?.liveness).toBe('live')
    a.cluster.tick(2_000)
    net.deliver(2_000)
    expect(sessionOf(b)?.liveness).toBe('reconnecting')
  })

  test('[ND1] the next announcement shows the gap before the beat does', () => {
    open(a)
    join(b)
    b.hub.subscriptions.leave('v1', SESSION)
    net.lose()
    expect(sessionOf(a)?.viewerCount).toBe(1)
    b.cluster.teamChanged('team', 'links')
    net.deliver(1_000)
    expect(sessionOf(a)?.viewerCount).toBe(0)
  })

  test('[ND1] what a sync does not name is over', () => {
    open(a)
    join(b)
    a.hub.bye('d1', hello(), 1)
    a.hub.deviceLost('d1', 1)
    net.lose()
    a.hub.tick(500)
    net.lose()
    a.cluster.tick(2_000)
    net.deliver(2_000)
    expect(sessionOf(b)).toMatchObject({ owner: null })
  })

  test('[ND6] after missed messages the rights of all sockets are checked again; after a first meeting they are not', () => {
    expect([a.missed, b.missed]).toEqual([0, 0])
    a.cluster.cut({ kind: 'link', id: 'link1' }, 'link-revoked')
    net.lose()
    a.cluster.tick(2_000)
    net.deliver(2_000)
    expect([a.missed, b.missed]).toEqual([0, 1])
    expect(b.cuts).toEqual([])
  })

  test('[AC4] a cut reaches every node', () => {
    a.cluster.cut({ kind: 'link', id: 'link1' }, 'link-revoked')
    net.deliver()
    expect(b.cuts).toEqual([{ kind: 'link', id: 'link1' }])
    expect(b.missed).toBe(0)
  })
})

describe('sessions', () => {
  test('[ND3] batches leave the owner node only while somebody watches elsewhere', () => {
    open(a)
    join(a, 'here')
    a.hub.batch('d1', ...batch(1), 0)
    expect(net.lose()).toEqual([])
    join(b)
    expect(net.watchersOf(SESSION)).toEqual(['b'])
    a.hub.batch('d1', ...batch(2), 0)
    net.deliver()
    expect(batchesOf(b)).toEqual([2])
    b.hub.subscriptions.leave('v1', SESSION)
    net.deliver()
    expect(net.watchersOf(SESSION)).toEqual([])
    a.hub.batch('d1', ...batch(3), 0)
    expect(net.lose()).toEqual([])
  })

  test('[DV4] the device learns how many watch on all nodes', () => {
    open(a)
    join(a, 'here')
    join(b, 'v1')
    join(b, 'v2')
    expect(a.out.take('d1', 'viewers').map(({ args }) => args[0])).toEqual([1, 2, 3])
    expect(sessionOf(b)?.state().viewers).toBe(3)
  })

  test('[RL3] the higher attempt owns the session, on whichever node it arrives', () => {
    open(a, { attempt: 3 })
    expect(() => open(b, { attempt: 3 }, 'd2')).toThrow(expect.objectContaining({ code: 'session-superseded' }))
    open(b, { attempt: 4 }, 'd2')
    expect(a.out.refused.map(({ connection, error }) => [connection, error.code])).toEqual([
      ['d1', 'session-superseded'],
    ])
    expect(sessionOf(a)).toMatchObject({ ownerNode: 'b', ownership: { connectionEpoch: 4 }, liveness: 'live' })
    expect(sessionOf(b)).toMatchObject({ ownerNode: null, owner: 'd2' })
  })

  test('[RL3] of two connections that came at once the lower one is refused when the nodes hear of each other', () => {
    a.hub.openSession('d1', hello({ attempt: 1 }), factsOf(), 'token1', 0)
    b.hub.openSession('d2', hello({ attempt: 2 }), factsOf(), 'token1', 0)
    net.deliver()
    expect(a.out.refused).toHaveLength(1)
    expect(b.out.refused).toEqual([])
    expect(sessionOf(a)).toMatchObject({ ownerNode: 'b' })
    expect(sessionOf(b)).toMatchObject({ ownerNode: null })
  })

  test('[RL2] another node cannot take over the session of another team', () => {
    open(a)
    const announced = sessionOf(a)?.announced()
    if (!announced) throw new Error('no session')
    b.hub.remote.handleSession('x', { ...announced, teamId: 'other', attempt: 9 }, 0)
    expect(sessionOf(b)).toMatchObject({ ownerNode: 'a', ownership: { connectionEpoch: 1 } })
  })

  test('[ND2] only the owner node saves and ends a session', () => {
    open(a)
    join(b)
    a.hub.deviceLost('d1', 0)
    net.deliver()
    b.hub.tick(LIMITS.sessionGraceMs + 1)
    expect(sessionOf(b)).toMatchObject({ liveness: 'reconnecting', pending: { isUnsaved: false } })
    a.hub.tick(LIMITS.sessionGraceMs + 1)
    net.deliver()
    expect(sessionOf(b)).toMatchObject({ liveness: 'ended' })
    expect([a.out.ended.length, b.out.ended.length]).toEqual([1, 0])
  })

  test('[RL10] a viewer that waits for a device sees it come on another node, and its need goes there', () => {
    const facts = factsOf()
    const state = { ...b.hub.remember(facts, storedState(), 0).state() }
    expect(state.liveness).toBe('reconnecting')
    join(b)
    b.hub.subscriptions.need('v1', SESSION, [[1, 5]], 0)
    open(a, { head: 5 })
    expect(a.out.take('d1', 'need').map(({ args }) => args[0])).toEqual([[[1, 5]]])
  })
})

const storedState = () => ({
  ...factsOf(),
  session: SESSION,
  liveness: 'reconnecting' as const,
  tail: 1,
  head: 5,
  counters: {
    records: 0,
    bytes: 0,
    levels: [0, 0, 0, 0, 0, 0, 0] as [number, number, number, number, number, number, number],
  },
  endedAtMs: null,
  viewers: 0,
})

describe('repair', () => {
  test('[RL7][ND4] the same hole of viewers on two nodes is asked for once, and both get the fill', () => {
    const c = net.add('c')
    c.cluster.busConnected(0)
    net.deliver()
    open(a, { head: 10 })
    join(b)
    join(c)
    b.hub.subscriptions.need('v1', SESSION, [[1, 10]], 0)
    c.hub.subscriptions.need('v1', SESSION, [[1, 10]], 0)
    net.deliver()
    expect(a.out.take('d1', 'need')).toHaveLength(1)
    a.hub.fill('d1', ...batch(1, 10), 1)
    net.deliver()
    expect([batchesOf(b), batchesOf(c)]).toEqual([[1], [1]])
  })

  test('[VW3] a fill that the bus lost is asked for again', () => {
    open(a, { head: 10 })
    join(b)
    b.hub.subscriptions.need('v1', SESSION, [[1, 10]], 0)
    net.deliver()
    a.hub.fill('d1', ...batch(1, 10), 1)
    net.lose()
    b.hub.subscriptions.need('v1', SESSION, [[1, 10]], 2_000)
    net.deliver(2_000)
    expect(a.out.take('d1', 'need')).toHaveLength(2)
  })

  test('[DV3] viewers on all nodes learn of an overrun, in line with the batches', () => {
    open(a)
    join(b)
    a.hub.gone('d1', [1, 4], 'overrun')
    net.deliver()
    expect(b.out.take('v1', 'gone').map(({ args }) => args)).toEqual([[SESSION, [1, 4], 'overrun']])
  })

  test('[RL4][ND4] what a former owner node still sends is ignored', () => {
    open(a)
    join(b)
    const late = batch(7)
    open(b, { attempt: 2 }, 'd2')
    b.cluster.receive('a', ['batch', ...late], 0)
    expect(batchesOf(b)).toEqual([])
    b.hub.batch('d2', ...batch(1), 0)
    expect(batchesOf(b)).toEqual([1])
  })

  test('[RL1] a batch that crossed goes on to viewers of its node, not back to the bus', () => {
    const c = net.add('c')
    c.cluster.busConnected(0)
    net.deliver()
    open(a)
    join(b)
    join(c)
    a.hub.batch('d1', ...batch(1), 0)
    net.deliver()
    expect([batchesOf(b), batchesOf(c)]).toEqual([[1], [1]])
  })
})

describe('loss of a node', () => {
  test('[ND5] a silent node is lost: its sessions are waited for, its viewers do not count', () => {
    open(a)
    join(a, 'here')
    join(b)
    for (let nowMs = 500; nowMs <= NODE_LOST_MS + 500; nowMs += 500) {
      a.cluster.tick(nowMs)
      b.cluster.tick(nowMs)
      net.lose()
    }
    expect(sessionOf(a)?.viewerCount).toBe(1)
    expect(sessionOf(b)).toMatchObject({ liveness: 'reconnecting', ownerNode: null, owner: null })
    // The bus is back: both nodes learn again, and the viewer gets the state.
    b.out.said = []
    a.cluster.tick(NODE_LOST_MS + 3_000)
    b.cluster.tick(NODE_LOST_MS + 3_000)
    net.deliver(NODE_LOST_MS + 3_000)
    expect(sessionOf(a)?.viewerCount).toBe(2)
    expect(sessionOf(b)).toMatchObject({ liveness: 'live', ownerNode: 'a' })
    expect(b.out.take('v1', 'state').at(-1)?.args[0]).toMatchObject({ liveness: 'live' })
    a.hub.batch('d1', ...batch(1), 0)
    net.deliver()
    expect(batchesOf(b)).toEqual([1])
  })

  test.each(['a', 'b'])(
    '[ND5][RL9] when %s loses the device and the other node, too, waits for it, one of them ends the session',
    (owner) => {
      const [at, away] = owner === 'a' ? [a, b] : [b, a]
      open(at, { head: 3 })
      join(away)
      let nowMs = 0
      const pass = (ms: number, isCut: boolean) => {
        for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 500) {
          for (const node of net.nodes) {
            node.hub.tick(nowMs)
            node.cluster.tick(nowMs)
          }
          if (isCut) net.lose()
          else net.deliver(nowMs)
        }
      }
      pass(NODE_LOST_MS + 1_000, true)
      at.hub.deviceLost('d1', nowMs)
      pass(1_000, true)
      pass(3_000, false)
      expect([sessionOf(a)?.ownerNode, sessionOf(b)?.ownerNode]).toEqual([null, 'a'])
      away.hub.subscriptions.need('v1', SESSION, [[1, 3]], nowMs)
      pass(LIMITS.sessionGraceMs + 1_000, false)
      expect(away.out.take('v1', 'gone').at(-1)?.args).toEqual([SESSION, [1, 3], 'session-ended'])
    },
  )

  test('[ND5] a node that was frozen itself does not consider the others lost', () => {
    open(a)
    b.cluster.tick(500)
    b.cluster.tick(NODE_LOST_MS * 3)
    expect([...b.cluster.otherNodes]).toEqual(['a'])
    expect(sessionOf(b)?.liveness).toBe('live')
  })

  test('[ND5] a node that leaves is lost at once', () => {
    open(a)
    a.cluster.leave()
    net.deliver()
    expect(sessionOf(b)).toMatchObject({ liveness: 'reconnecting', ownerNode: null })
    expect([...b.cluster.otherNodes]).toEqual([])
  })

  test('[F12] after its owner node crashed, a session continues where its device comes back', () => {
    open(a, { attempt: 1 })
    join(b)
    net.crash('a')
    open(b, { attempt: 2, head: 3 }, 'd2')
    b.hub.batch('d2', ...batch(4), 0)
    expect(batchesOf(b)).toEqual([4])
    for (let nowMs = 500; nowMs <= NODE_LOST_MS + 500; nowMs += 500) b.cluster.tick(nowMs)
    expect(sessionOf(b)).toMatchObject({ liveness: 'live', owner: 'd2' })
  })
})
