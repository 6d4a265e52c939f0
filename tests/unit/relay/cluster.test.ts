import { beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { NODE_LOST_MS } from '#lib/relay/cluster.ts'
import { type LinkedNode, MemoryNetwork } from '../../support/linked-nodes.ts'
import { batch, factsOf, hello, person, SESSION } from '../../support/sessions.ts'
import { withLimits } from '../../support/with-limits.ts'

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

const open = (node: LinkedNode, changes = {}, connection = 'd1') => {
  node.hub.openSession(connection, hello(changes), factsOf(), 'token1', 0)
  net.deliver()
}
const join = (node: LinkedNode, viewer = 'v1') => {
  const session = node.hub.sessions.get(SESSION)
  if (!session) throw new Error('the node does not know the session')
  node.hub.join(viewer, person(), session, 0)
  net.deliver()
}
const sessionOf = (node: LinkedNode) => node.hub.sessions.get(SESSION)
const batchesOf = (node: LinkedNode, viewer = 'v1') =>
  node.out.take(viewer, 'batch').map(({ args }) => (args as [[string, number, number]])[0][2])

test('[ND4] what a node says it misses is bounded: beyond it the old is forgotten, and asked for again', () => {
  withLimits({ sessionViewersMax: 2, needRangesMax: 4 })
  open(a, { head: 1_000 })
  join(b)
  const wants = () => sessionOf(a)?.elsewhere.get('b')?.wants.ranges.length
  for (let i = 0; i < 9; i++) a.hub.needElsewhere('b', SESSION, [[i * 10 + 1, i * 10 + 2]], 0)
  expect(wants()).toBe(9)
  a.hub.needElsewhere('b', SESSION, [[501, 502]], 0)
  expect(wants()).toBe(1)
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
    b.hub.leave('v1', SESSION)
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

  test('[ND6] missed messages have the rights of all sockets checked again; a first meeting does not', () => {
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
  test('[ND3] batches leave the home only while somebody watches elsewhere', () => {
    open(a)
    join(a, 'here')
    a.hub.batch('d1', ...batch(1), 0)
    expect(net.lose()).toEqual([])
    join(b)
    expect(net.watchersOf(SESSION)).toEqual(['b'])
    a.hub.batch('d1', ...batch(2), 0)
    net.deliver()
    expect(batchesOf(b)).toEqual([2])
    b.hub.leave('v1', SESSION)
    net.deliver()
    expect(net.watchersOf(SESSION)).toEqual([])
    a.hub.batch('d1', ...batch(3), 0)
    expect(net.lose()).toEqual([])
  })

  test('[DV4] the device hears how many watch on all nodes', () => {
    open(a)
    join(a, 'here')
    join(b, 'v1')
    join(b, 'v2')
    expect(a.out.take('d1', 'viewers').map(({ args }) => args[0])).toEqual([1, 2, 3])
    expect(sessionOf(b)?.state().viewers).toBe(3)
  })

  test('[RL3] the higher attempt owns the session, wherever it comes', () => {
    open(a, { attempt: 3 })
    expect(() => open(b, { attempt: 3 }, 'd2')).toThrow(expect.objectContaining({ code: 'session-superseded' }))
    open(b, { attempt: 4 }, 'd2')
    expect(a.out.refused.map(({ connection, error }) => [connection, error.code])).toEqual([
      ['d1', 'session-superseded'],
    ])
    expect(sessionOf(a)).toMatchObject({ home: 'b', attempt: 4, liveness: 'live' })
    expect(sessionOf(b)).toMatchObject({ home: null, owner: 'd2' })
  })

  test('[RL3] of two that came at once the lower one leaves when the nodes hear of each other', () => {
    a.hub.openSession('d1', hello({ attempt: 1 }), factsOf(), 'token1', 0)
    b.hub.openSession('d2', hello({ attempt: 2 }), factsOf(), 'token1', 0)
    net.deliver()
    expect(a.out.refused).toHaveLength(1)
    expect(b.out.refused).toEqual([])
    expect(sessionOf(a)).toMatchObject({ home: 'b' })
    expect(sessionOf(b)).toMatchObject({ home: null })
  })

  test('[RL2] a session of another team is not taken over by what another node says', () => {
    open(a)
    const told = sessionOf(a)?.announced()
    if (!told) throw new Error('no session')
    b.hub.sessionElsewhere('x', { ...told, teamId: 'other', attempt: 9 }, 0)
    expect(sessionOf(b)).toMatchObject({ home: 'a', attempt: 1 })
  })

  test('[ND2] only its home saves and ends a session', () => {
    open(a)
    join(b)
    a.hub.deviceLost('d1', 0)
    net.deliver()
    b.hub.tick(LIMITS.sessionGraceMs + 1)
    expect(sessionOf(b)).toMatchObject({ liveness: 'reconnecting', isUnsaved: false })
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
    b.hub.need('v1', SESSION, [[1, 5]], 0)
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
    c.cluster.connected(0)
    net.deliver()
    open(a, { head: 10 })
    join(b)
    join(c)
    b.hub.need('v1', SESSION, [[1, 10]], 0)
    c.hub.need('v1', SESSION, [[1, 10]], 0)
    net.deliver()
    expect(a.out.take('d1', 'need')).toHaveLength(1)
    a.hub.fill('d1', ...batch(1, 10), 1)
    net.deliver()
    expect([batchesOf(b), batchesOf(c)]).toEqual([[1], [1]])
  })

  test('[VW3] a fill that the bus lost is asked for again', () => {
    open(a, { head: 10 })
    join(b)
    b.hub.need('v1', SESSION, [[1, 10]], 0)
    net.deliver()
    a.hub.fill('d1', ...batch(1, 10), 1)
    net.lose()
    b.hub.need('v1', SESSION, [[1, 10]], 2_000)
    net.deliver(2_000)
    expect(a.out.take('d1', 'need')).toHaveLength(2)
  })

  test('[DV3] an overrun is told in line on all nodes', () => {
    open(a)
    join(b)
    a.hub.gone('d1', [1, 4], 'overrun')
    net.deliver()
    expect(b.out.take('v1', 'gone').map(({ args }) => args)).toEqual([[SESSION, [1, 4], 'overrun']])
  })

  test('[RL4][ND4] what a former home still sends is not heard', () => {
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
    c.cluster.connected(0)
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
    expect(sessionOf(b)).toMatchObject({ liveness: 'reconnecting', home: null, owner: null })
    // The bus is back: both learn again, and the viewer is told.
    b.out.said = []
    a.cluster.tick(NODE_LOST_MS + 3_000)
    b.cluster.tick(NODE_LOST_MS + 3_000)
    net.deliver(NODE_LOST_MS + 3_000)
    expect(sessionOf(a)?.viewerCount).toBe(2)
    expect(sessionOf(b)).toMatchObject({ liveness: 'live', home: 'a' })
    expect(b.out.take('v1', 'state').at(-1)?.args[0]).toMatchObject({ liveness: 'live' })
    a.hub.batch('d1', ...batch(1), 0)
    net.deliver()
    expect(batchesOf(b)).toEqual([1])
  })

  test.each(['a', 'b'])(
    '[ND5][RL9] when %s loses the device and the other takes it for lost, one of them says that the session ended',
    (home) => {
      const [at, away] = home === 'a' ? [a, b] : [b, a]
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
      expect([sessionOf(a)?.home, sessionOf(b)?.home]).toEqual([null, 'a'])
      away.hub.need('v1', SESSION, [[1, 3]], nowMs)
      pass(LIMITS.sessionGraceMs + 1_000, false)
      expect(away.out.take('v1', 'gone').at(-1)?.args).toEqual([SESSION, [1, 3], 'session-ended'])
    },
  )

  test('[ND5] a node that was frozen itself does not take the others for lost', () => {
    open(a)
    b.cluster.tick(500)
    b.cluster.tick(NODE_LOST_MS * 3)
    expect([...b.cluster.peers]).toEqual(['a'])
    expect(sessionOf(b)?.liveness).toBe('live')
  })

  test('[ND5] a node that leaves is lost at once', () => {
    open(a)
    a.cluster.leave()
    net.deliver()
    expect(sessionOf(b)).toMatchObject({ liveness: 'reconnecting', home: null })
    expect([...b.cluster.peers]).toEqual([])
  })

  test('[F12] after its home crashed a session goes on where its device comes back', () => {
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
