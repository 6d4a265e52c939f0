/** Dashboards learn of changes in what people see by their network: devices that wait to be claimed, and rejected strangers. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { person, TEAM } from '#tests/support/sessions.ts'
import { next, refusalOf, startRelay, type TestRelay, type TestViewer } from '#tests/support/start-relay.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await startRelay()
  relay.grants.set('ada', person())
  relay.grants.set('program', person({ kind: 'api', id: 'tok1' }))
})
afterEach(() => relay.close())

interface Dashboard {
  socket: TestViewer
  topics: string[]
}

async function dashboard(token: string, headers?: Record<string, string>): Promise<Dashboard> {
  const socket = relay.viewer({ token }, headers)
  const topics: string[] = []
  socket.on('teamChanged', (team, topic) => topics.push(`${team} ${topic}`))
  await next(socket, 'welcome')
  await socket.emitWithAck('watchTeam', TEAM)
  return { socket, topics }
}

/** Whatever the relay sent to this dashboard until now has arrived. */
const settled = ({ socket }: Dashboard) => socket.emitWithAck('watchTeam', TEAM)

const wait = (n: number, address: string) =>
  relay.pairingQueue.add(
    { id: `d${n}`, sessionId: `session_${n}`, deviceId: `device_0000000${n}`, address, userAgent: '' },
    () => 'session',
    n,
  )

test('devices that begin or cease to wait are announced together, to people in their network', async () => {
  const near = await dashboard('ada')
  const program = await dashboard('program')
  // Behind a proxy that the server does not trust, networks cannot be told apart.
  const unknown = await dashboard('ada', { 'x-forwarded-for': '127.0.0.1' })
  const first = next(near.socket, 'teamChanged')
  for (const n of [1, 2, 3]) wait(n, '127.0.0.1')
  await first
  const second = next(near.socket, 'teamChanged')
  relay.pairingQueue.remove('d1')
  await second
  await settled(program)
  await settled(unknown)
  expect(near.topics).toEqual([`${TEAM} waiting`, `${TEAM} waiting`])
  expect([...program.topics, ...unknown.topics]).toEqual([])
})

test('a rejected stranger is announced in its network', async () => {
  const near = await dashboard('ada')
  const told = next(near.socket, 'teamChanged')
  await refusalOf(relay.device({ token: 'what is this' }))
  expect(await told).toEqual([TEAM, 'rejections'])
})

test('a dashboard that stopped watching its team gets nothing', async () => {
  const gone = await dashboard('ada')
  const near = await dashboard('ada')
  gone.socket.emit('unwatchTeam', TEAM)
  await gone.socket.emitWithAck('watchTeam', 'no-such-team-0')
  const told = next(near.socket, 'teamChanged')
  wait(1, '127.0.0.1')
  await told
  await gone.socket.emitWithAck('watchTeam', 'no-such-team-0')
  expect(gone.topics).toEqual([])
})
