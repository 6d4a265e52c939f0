/** How often and how much a socket may signal about direct paths, on the real relay. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { person, SESSION } from '#tests/support/sessions.ts'
import { next, startRelay, type TestDevice, type TestRelay, type TestViewer } from '#tests/support/start-relay.ts'

let relay: TestRelay
let device: TestDevice
let viewer: TestViewer
beforeEach(async () => {
  relay = await startRelay()
  relay.grants.set('ada', person())
  device = relay.device({ direct: true })
  await next(device, 'welcome')
  viewer = relay.viewer({ token: 'ada' })
  await next(viewer, 'welcome')
  await viewer.emitWithAck('join', { session: SESSION })
})
afterEach(() => relay.close())

test('[DR1][DR2] a viewer asks, both ends exchange signals, and the right ends with the viewer', async () => {
  const asked = next(device, 'peer')
  expect(await viewer.emitWithAck('direct', SESSION)).toEqual({ ok: true, iceServers: [] })
  const [id] = (await asked) as [string]
  expect(id).toBe(viewer.id)
  const offered = next(device, 'peer')
  viewer.emit('signal', SESSION, 'an offer')
  expect(await offered).toEqual([id, 'an offer'])
  const answered = next(viewer, 'signal')
  device.emit('signal', id, 'an answer')
  expect(await answered).toEqual([SESSION, 'an answer'])
  const over = next(device, 'peer')
  viewer.disconnect()
  expect(await over).toEqual([id, null])
})

test('[limit directOpensPerMinute] a viewer that keeps asking has to wait', async () => {
  const answers = []
  for (let i = 0; i <= LIMITS.directOpensPerMinute / 2; i++) answers.push(await viewer.emitWithAck('direct', SESSION))
  expect(answers.at(-1)).toMatchObject({ ok: false, error: { code: 'too-many-requests', retry: true } })
  expect(relay.hits.counts.get('directOpensPerMinute')).toBe(1)
})

test('[limit signalCharsMax] a signal that is too long ends the connection, of either side', async () => {
  await viewer.emitWithAck('direct', SESSION)
  const tooLong = 'x'.repeat(LIMITS.signalCharsMax + 1)
  const faults = [next(viewer, 'fault'), next(device, 'fault')]
  device.emit('signal', String(viewer.id), tooLong)
  viewer.emit('signal', SESSION, tooLong)
  for (const fault of faults) expect(await fault).toMatchObject([{ code: 'invalid-input' }])
  expect(relay.hits.counts.get('signalCharsMax')).toBe(2)
})

test.each([
  ['direct', [7, () => {}]],
  ['direct', [SESSION]],
  ['signal', [SESSION, { sdp: '' }]],
  ['path', [SESSION, 'pigeon']],
] as [string, unknown[]][])('[TR6] `%s` of another shape ends the connection: %j', async (event, args) => {
  const fault = next(viewer, 'fault')
  viewer.emit(event as 'leave', ...(args as [string]))
  expect(await fault).toMatchObject([{ code: 'invalid-input' }])
})
