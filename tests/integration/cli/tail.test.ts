/** `tail` against a server whose HTTP API never gives a whole answer, while its sockets work. */
import { expect, test } from 'vitest'
import { encodeRecord } from '#lib/protocol/record.ts'
import { toWire } from '#lib/protocol/wire-bytes.ts'
import { SESSION, TEAM } from '#tests/support/sessions.ts'
import { next, startRelay } from '#tests/support/start-relay.ts'
import { runMain } from '#tests/unit/cli/fake-streams.ts'

test('a look-up of the device whose answer never ends does not keep tail waiting', async () => {
  const relay = await startRelay()
  relay.grants.set('t', { kind: 'user', id: 'ada', name: 'Ada', teamIds: [TEAM], target: null, expiresAtMs: null })
  relay.server.removeAllListeners('request')
  const asked = new Promise<void>((resolve) => {
    relay.server.on('request', (_request, response) => {
      response.flushHeaders()
      resolve()
    })
  })
  const device = relay.device({ session: SESSION, head: 1, tail: 1 })
  await next(device, 'welcome')
  const bytes = new TextEncoder().encode(encodeRecord({ timeMs: 1, level: 'info', body: 'here' }))
  device.on('need', () => {
    device.emit('fill', [SESSION, 0, 1, 1, bytes.byteLength], toWire(bytes))
    device.emit('bye', { tail: 1, head: 1, counters: { records: 1, bytes: 1, levels: [0, 0, 1, 0, 0, 0, 0] } })
  })
  const options = ['--device', 'Pixel', '--json', '--from-start', '--exit-on-end', '--connect-timeout', '1s']
  const ran = runMain(['tail', '--server', relay.url, '--token', 't', ...options])
  await asked
  expect(await ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"here"') })
  device.disconnect()
  await relay.close()
})
