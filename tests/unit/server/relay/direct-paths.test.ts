/** Which viewers may open a direct path, what is forwarded for it, and which still need the relay; on one node and across two. */
import { beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { Hub } from '#lib/server/relay/hub.ts'
import { type LinkedNode, MemoryNetwork } from '#tests/support/linked-nodes.ts'
import { RecordingOutput } from '#tests/support/recording-output.ts'
import { batch, factsOf, hello, person, SESSION } from '#tests/support/sessions.ts'

const codeOf = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return null
}
const open = (hub: Hub, changes = {}, connection = 'd1') =>
  hub.openSession(connection, hello({ direct: true, ...changes }), factsOf(), 'token1', 0)
const join = (hub: Hub, viewer: string) => {
  const session = hub.sessions.get(SESSION)
  if (!session) throw new Error('open the session first')
  return hub.subscriptions.join(viewer, person(), session, 0)
}
const saidTo = (out: RecordingOutput, to: string, event: string) => out.take(to, event).map(({ args }) => args)

describe('on one node', () => {
  let out: RecordingOutput
  let hub: Hub
  beforeEach(() => {
    out = new RecordingOutput()
    hub = new Hub(out)
  })

  test('[DR1] only a viewer that joined gets a path, to a device that offers one and is connected', () => {
    open(hub)
    expect(codeOf(() => hub.direct.open('v1', SESSION))).toBe('session-unknown')
    expect(join(hub, 'v1').direct).toBe(true)
    expect(hub.direct.open('v1', SESSION)).toEqual([])
    expect(saidTo(out, 'd1', 'peer')).toEqual([['v1', []]])
    hub.deviceLost('d1', 1)
    expect(codeOf(() => hub.direct.open('v1', SESSION))).toBe('direct-unavailable')
    open(hub, { attempt: 2, direct: undefined }, 'd2')
    expect(hub.sessions.get(SESSION)?.state().direct).toBeUndefined()
    expect(codeOf(() => hub.direct.open('v1', SESSION))).toBe('direct-unavailable')
  })

  test('[DR2] a signal goes unread to the other end and to nobody else', () => {
    open(hub)
    join(hub, 'v1')
    join(hub, 'v2')
    hub.direct.signal('v1', SESSION, 'before it asked')
    hub.direct.open('v1', SESSION)
    out.take('d1')
    hub.direct.signal('v1', SESSION, 'an offer')
    hub.direct.signal('stranger', SESSION, 'let me in')
    expect(saidTo(out, 'd1', 'peer')).toEqual([['v1', 'an offer']])
    hub.direct.deviceSignal('d1', 'v1', 'an answer')
    hub.direct.deviceSignal('d1', 'v2', 'it has not asked')
    hub.direct.deviceSignal('d7', 'v1', 'not its device')
    expect(saidTo(out, 'v1', 'signal')).toEqual([[SESSION, 'an answer']])
    expect(saidTo(out, 'v2', 'signal')).toEqual([])
  })

  test('[DR2][limit directSignalsMax] a viewer sends a bounded number of signals for one path, and a hit is counted', () => {
    open(hub)
    join(hub, 'v1')
    hub.direct.open('v1', SESSION)
    out.take('d1')
    for (let i = 0; i < LIMITS.directSignalsMax + 9; i++) hub.direct.signal('v1', SESSION, 'x')
    expect(saidTo(out, 'd1', 'peer')).toHaveLength(LIMITS.directSignalsMax)
    expect(out.hits.map(([limit]) => limit)).toEqual(['directSignalsMax'])
  })

  test('[DR1][limit sessionDirectMax] a session has at most that many paths; one that closes makes room', () => {
    open(hub)
    for (let i = 0; i <= LIMITS.sessionDirectMax; i++) join(hub, `v${i}`)
    for (let i = 0; i < LIMITS.sessionDirectMax; i++) hub.direct.open(`v${i}`, SESSION)
    const late = () => hub.direct.open(`v${LIMITS.sessionDirectMax}`, SESSION)
    expect(codeOf(late)).toBe('limit-reached')
    // A viewer that has one may try again.
    expect(hub.direct.open('v3', SESSION)).toEqual([])
    hub.direct.path('v3', SESSION, 'relay')
    expect(late()).toEqual([])
  })

  test('[DR3][DR4] batches go to viewers that need the relay, the device learns their number, and heads are acknowledged at zero', () => {
    open(hub)
    join(hub, 'v1')
    join(hub, 'v2')
    for (const viewer of ['v1', 'v2']) hub.direct.open(viewer, SESSION)
    out.take('d1')
    hub.direct.path('v1', SESSION, 'direct')
    expect(saidTo(out, 'd1', 'viewers')).toEqual([[2, 1]])
    hub.batch('d1', ...batch(1), 0)
    expect(out.take('v1', 'batch')).toEqual([])
    expect(out.take('v2', 'batch')).toHaveLength(1)
    hub.direct.path('v2', SESSION, 'direct')
    hub.head('d1', { ...hello(), tail: 1, head: 7 })
    hub.releaseCredit(0)
    expect(saidTo(out, 'd1', 'ack')).toEqual([[7]])
    hub.direct.path('v1', SESSION, 'relay')
    expect(saidTo(out, 'd1', 'viewers')).toEqual([
      [2, 0],
      [2, 1],
    ])
    expect(saidTo(out, 'v1', 'state')).toMatchObject([[{ head: 7, viewers: 2 }]])
    hub.batch('d1', ...batch(8), 0)
    expect(out.take('v1', 'batch')).toHaveLength(1)
    expect(out.take('v2', 'batch')).toEqual([])
  })

  test('[DR4] a batch that a device sends although nobody needs the relay goes to everybody: the device is about to stop', () => {
    open(hub)
    join(hub, 'v1')
    hub.direct.open('v1', SESSION)
    hub.direct.path('v1', SESSION, 'direct')
    hub.batch('d1', ...batch(1), 0)
    expect(out.take('v1', 'batch')).toHaveLength(1)
  })

  test('a viewer that never asked cannot be direct', () => {
    open(hub)
    join(hub, 'v1')
    hub.direct.path('v1', SESSION, 'direct')
    expect(hub.sessions.get(SESSION)?.audience.relayedCount).toBe(1)
  })

  test('[DR9] a device closes the path of a viewer that leaves, is lost or goes back to the relay', () => {
    open(hub)
    for (const viewer of ['v1', 'v2', 'v3']) {
      join(hub, viewer)
      hub.direct.open(viewer, SESSION)
    }
    out.take('d1')
    hub.subscriptions.leave('v1', SESSION)
    hub.subscriptions.viewerLost('v2')
    hub.direct.path('v3', SESSION, 'relay')
    hub.direct.signal('v3', SESSION, 'still here')
    expect(saidTo(out, 'd1', 'peer')).toEqual([
      ['v1', null],
      ['v2', null],
      ['v3', null],
    ])
  })

  test('[DR9] the paths end with the device’s connection: everybody needs the relay again', () => {
    open(hub)
    join(hub, 'v1')
    hub.direct.open('v1', SESSION)
    hub.direct.path('v1', SESSION, 'direct')
    open(hub, { attempt: 2 }, 'd2')
    expect(hub.sessions.get(SESSION)?.audience.relayedCount).toBe(1)
    out.take('v1')
    hub.batch('d2', ...batch(1), 0)
    expect(out.take('v1', 'batch')).toHaveLength(1)
    hub.direct.path('v1', SESSION, 'direct')
    expect(hub.sessions.get(SESSION)?.audience.relayedCount).toBe(1)
  })

  test('[RL6] a direct viewer whose socket was full comes back without the relay’s batches', () => {
    open(hub)
    join(hub, 'v1')
    hub.direct.open('v1', SESSION)
    hub.subscriptions.pause('v1')
    hub.direct.path('v1', SESSION, 'direct')
    hub.subscriptions.resume('v1')
    join(hub, 'v2')
    hub.batch('d1', ...batch(1), 0)
    expect(out.take('v1', 'batch')).toEqual([])
    expect(out.take('v2', 'batch')).toHaveLength(1)
  })

  test('people of the team learn who has a direct path', () => {
    open(hub)
    join(hub, 'v1')
    hub.direct.open('v1', SESSION)
    hub.direct.path('v1', SESSION, 'direct')
    hub.tick(1_000)
    expect(saidTo(out, 'v1', 'watchers')).toEqual([[SESSION, [expect.objectContaining({ id: 'v1', path: 'direct' })]]])
  })
})

describe('across nodes', () => {
  let net: MemoryNetwork
  let a: LinkedNode
  let b: LinkedNode
  beforeEach(() => {
    net = new MemoryNetwork()
    a = net.add('a')
    b = net.add('b')
    for (const node of net.nodes) node.cluster.busConnected(0)
    net.deliver()
    open(a.hub)
    net.deliver()
    join(b.hub, 'v1')
    net.deliver()
  })
  const become = (act: () => unknown) => {
    act()
    net.deliver()
  }

  test('[DR1][DR2] a viewer of another node and the device agree through both nodes', () => {
    expect(b.hub.sessions.get(SESSION)?.state().direct).toBe(true)
    become(() => b.hub.direct.open('v1', SESSION))
    become(() => b.hub.direct.signal('v1', SESSION, 'an offer'))
    expect(saidTo(a.out, 'd1', 'peer')).toEqual([
      ['v1', []],
      ['v1', 'an offer'],
    ])
    become(() => a.hub.direct.deviceSignal('d1', 'v1', 'an answer'))
    expect(saidTo(b.out, 'v1', 'signal')).toEqual([[SESSION, 'an answer']])
  })

  test('[DR4][ND3] batches do not go to a node whose viewers are all direct', () => {
    become(() => b.hub.direct.open('v1', SESSION))
    become(() => b.hub.direct.path('v1', SESSION, 'direct'))
    expect(saidTo(a.out, 'd1', 'viewers').at(-1)).toEqual([1, 0])
    join(a.hub, 'v2')
    a.hub.batch('d1', ...batch(1), 0)
    expect(net.queue.filter(({ message }) => message[0] === 'batch')).toEqual([])
    net.deliver()
    become(() => b.hub.direct.path('v1', SESSION, 'relay'))
    expect(saidTo(a.out, 'd1', 'viewers').at(-1)).toEqual([2, 2])
    become(() => a.hub.batch('d1', ...batch(2), 0))
    expect(b.out.take('v1', 'batch')).toHaveLength(1)
  })

  test('[DR9] the path of a viewer that leaves another node, or is lost with it, is closed', () => {
    join(b.hub, 'v2')
    for (const viewer of ['v1', 'v2']) become(() => b.hub.direct.open(viewer, SESSION))
    a.out.take('d1')
    become(() => b.hub.subscriptions.viewerLost('v1'))
    expect(saidTo(a.out, 'd1', 'peer')).toEqual([['v1', null]])
    a.hub.remote.handleNodeLost('b', 0)
    expect(saidTo(a.out, 'd1', 'peer')).toEqual([['v2', null]])
    become(() => b.hub.direct.signal('v2', SESSION, 'from the dead'))
    expect(saidTo(a.out, 'd1', 'peer')).toEqual([])
  })

  test('[DR1] viewers of other nodes count too', () => {
    for (let i = 0; i < LIMITS.sessionDirectMax; i++) {
      join(a.hub, `a${i}`)
      a.hub.direct.open(`a${i}`, SESSION)
    }
    a.out.take('d1')
    become(() => b.hub.direct.open('v1', SESSION))
    expect(saidTo(a.out, 'd1', 'peer')).toEqual([])
    expect(a.out.hits.map(([limit]) => limit)).toEqual(['sessionDirectMax'])
  })

  test('a node speaks for its own viewers only', () => {
    a.cluster.receive('c', ['peer', SESSION, 'v1', true], 0)
    become(() => b.hub.direct.open('v1', SESSION))
    a.out.take('d1')
    a.cluster.receive('c', ['signal', SESSION, 'v1', 'mine'], 0)
    b.cluster.receive('c', ['answer', SESSION, 'v1', 'yours'], 0)
    expect(saidTo(a.out, 'd1', 'peer')).toEqual([])
    expect(saidTo(b.out, 'v1', 'signal')).toEqual([])
  })
})
