/** Syslog over TCP and TLS with a running relay: framing, tokens, host keys, refusals and bounds. */
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { TEAM } from '#tests/support/sessions.ts'
import { HOST_KEY, own, type SyslogScene, startSyslog, TOKEN } from '#tests/support/syslog-scene.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let scene: SyslogScene
beforeEach(async () => {
  scene = await startSyslog()
})
afterEach(() => scene.close())

const bodies = (...expected: string[]) =>
  vi.waitFor(() => expect([...scene.watcher.bodies()].sort()).toEqual([...expected].sort()))
const counted = (message: string) => `${Buffer.byteLength(message)} ${message}`
const devices = () => [...scene.watcher.states.values()].map(({ device }) => device.name).sort()

test('messages of both framings and both RFCs in one stream', async () => {
  const socket = await scene.client()
  socket.write(counted(`<11>1 2026-11-29T10:00:00.5Z web shop 12 - ${own()}[x@1 y="1"] counted\nin two lines\n`))
  socket.write(`<14>1 - web shop - - ${own()} ended by a line feed\n`)
  socket.write(counted('<12>Nov 29 10:00:00 web shop[12]: of RFC 3164, with the right of those before'))
  await bodies('counted\nin two lines', 'ended by a line feed', 'of RFC 3164, with the right of those before')
  const [first, second, third] = scene.watcher.records
  expect(first).toMatchObject({
    ...{ timeMs: Date.UTC(2026, 10, 29, 10, 0, 0, 500), level: 'error' },
    attributes: { 'process.pid': 12, 'x@1': { y: '1' }, 'syslog.facility': 'user' },
  })
  expect([second?.level, third?.level]).toEqual(['info', 'warn'])
  expect(JSON.stringify(scene.watcher.records)).not.toContain(TOKEN)
  expect(devices()).toEqual(['shop'])
})

test('each program is a device and each host a session; a sender may name the device', async () => {
  const socket = await scene.client()
  for (const [host, app] of ['a nginx', 'b nginx', 'a cron'].map((text) => text.split(' ')))
    socket.write(`<14>1 - ${host} ${app} - - ${own()} ${host}${app}\n`)
  socket.write(`<14>1 - c php - - ${own(TOKEN, ' name="Shop"')} named\n`)
  await bodies('anginx', 'bnginx', 'acron', 'named')
  expect(devices()).toEqual(['Shop', 'cron', 'nginx', 'nginx'])
})

test('over TLS, the name that the client asks for is the right', async () => {
  const socket = await scene.secureClient(`${HOST_KEY}.logs.test`)
  socket.write(counted('<14>1 - router kernel - - - by host key'))
  await bodies('by host key')
  const other = await scene.secureClient('logs.test')
  other.write(counted(`<14>1 - router kernel - - ${own()} by token`))
  await bodies('by host key', 'by token')
})

test.each([
  ['without a token', '<14>1 - h a - - - m\n', 'token-malformed'],
  ['with a revoked token', `<14>1 - h a - - ${own('agl_d_revoked')} m\n`, 'token-revoked'],
  ['that is not syslog', 'GET / HTTP/1.1\r\n\r\n', 'token-malformed'],
])('a message %s closes the connection', async (_name, message, code) => {
  const socket = await scene.client()
  const report = vi.spyOn(scene.relay.hits, 'count')
  socket.write(message)
  await once(socket, 'close')
  expect(report.mock.calls.map(([error]) => (error as { code: string }).code)).toEqual([code])
  expect(scene.watcher.records).toEqual([])
  const ofTeam = scene.relay.relay.rejected.list(TEAM, () => true, Date.now())
  // Without a token that is the team's, only those in the same network learn of it.
  expect(ofTeam).toMatchObject([{ code, teamId: code === 'token-revoked' ? TEAM : null }])
})

test('an unknown host key closes the connection', async () => {
  const socket = await scene.secureClient('zzzzzzzzzzzzzzzzzzzzzzzzzz.logs.test')
  socket.write(`<14>1 - h a - - ${own()} m\n`)
  await once(socket, 'close')
  expect(scene.watcher.records).toEqual([])
})

test('a revoked token ends its connections at once', async () => {
  const socket = await scene.client()
  socket.write(`<14>1 - h a - - ${own()} before\n`)
  await bodies('before')
  scene.relay.live.cut({ kind: 'token', id: TOKEN }, 'token-revoked')
  await once(socket, 'close')
})

test('a token that changes within the stream changes the right', async () => {
  const socket = await scene.client()
  socket.write(
    `<14>1 - h a - - ${own()} mine\n<14>1 - h a - - ${own('agl_d_other')} theirs\n<14>1 - h a - - - theirs too\n`,
  )
  socket.write(`<14>1 - h a - - ${own()} mine again\n`)
  await bodies('mine', 'mine again')
})

test('who shows no token in time, or sends much without one, is closed', async () => {
  expect(LIMITS.syslogUnauthenticatedMs).toBeGreaterThanOrEqual(LIMITS.handshakeMs)
  withLimits({ syslogUnauthenticatedMs: 50 })
  const silent = await scene.client()
  await once(silent, 'close')
  expect(scene.hits('syslogUnauthenticatedMs')).toBe(1)
  withLimits({ syslogUnauthenticatedMs: 60_000 })
  const loud = await scene.client()
  loud.write(`9999999 <14>${'x'.repeat(LIMITS.syslogUnauthenticatedBytesMax)}`)
  await once(loud, 'close')
  expect(scene.hits('syslogUnauthenticatedBytesMax')).toBe(1)
})

test('of a message over the limit the beginning arrives, marked', async () => {
  const socket = await scene.client()
  socket.write(counted(`<14>1 - h a - - ${own()} ${'x'.repeat(LIMITS.syslogMessageBytesMax)}`))
  socket.write(`<14>1 - h a - - ${own()} next\n`)
  await vi.waitFor(() => expect(scene.watcher.records).toHaveLength(2))
  expect(scene.watcher.records[0]).toMatchObject({ truncated: true, body: expect.stringMatching(/^x{60000}/) })
  expect(scene.hits('syslogMessageBytesMax')).toBe(1)
})

test('an address has a bounded number of connections', async () => {
  expect(LIMITS.syslogAddressConnectionsMax).toBeLessThan(LIMITS.syslogConnectionsMax)
  withLimits({ syslogAddressConnectionsMax: 2 })
  const first = [await scene.client(), await scene.client()]
  const third = await scene.client()
  await once(third, 'close')
  expect(scene.hits('syslogAddressConnectionsMax')).toBe(1)
  first[0]?.destroy()
  const admitted = async () => {
    const again = await scene.client()
    again.write(`<14>1 - h a - - ${own()} again\n`)
    const refused = once(again, 'close').then(() => Promise.reject(new Error('it was closed')))
    await Promise.race([bodies('again'), refused])
  }
  await vi.waitFor(admitted)
})

test('a process has a bounded number of connections', async () => {
  await scene.close()
  withLimits({ syslogConnectionsMax: 1 })
  scene = await startSyslog()
  await scene.client()
  const second = await scene.client()
  await once(second, 'close')
  expect(scene.hits('syslogConnectionsMax')).toBe(1)
})

test('a sender that is over its rate is read more slowly, and loses nothing', async () => {
  withLimits({ sourceRecordsPerSecond: 100 })
  const socket = await scene.client()
  socket.write(Array.from({ length: 500 }, (_, i) => `<14>1 - h a - - ${own()} ${i}\n`).join(''))
  await vi.waitFor(() => expect(scene.watcher.records).toHaveLength(500))
  expect(scene.hits('sourceRecordsPerSecond')).toBeGreaterThan(0)
})

test('it closes with the relay', async () => {
  const socket = await scene.client()
  socket.write(`<14>1 - h a - - ${own()} m\n`)
  await bodies('m')
  const closed = once(socket, 'close')
  await scene.relay.relay.close()
  await closed
})
