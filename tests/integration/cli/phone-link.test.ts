/** The bridge's connection to a phone, in one process: silence, oversized messages, a busy reader. */
import { afterEach, expect, test, vi } from 'vitest'
import { PhoneLink } from '#lib/cli/phone-link.ts'
import { Viewer } from '#tests/integration/lan/visitors.ts'
import { FlutterDirectServer } from '#tests/support/flutter-direct-server.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const end of endings.splice(0).reverse()) await end()
})

async function linked(read: (text: string) => Promise<void> | undefined = () => undefined) {
  const phone = await FlutterDirectServer.start()
  const events: string[] = []
  const frames: string[] = []
  const link = new PhoneLink(phone.url, {
    onOpen: (isFirst) => void events.push(isFirst ? 'opened' : 'back'),
    onLost: () => void events.push('lost'),
    onFrame: (text) => {
      frames.push(JSON.parse(text).data.message)
      return read(text)
    },
  })
  endings.push(
    () => phone.stop(),
    () => link.stop(),
  )
  return { phone, link, events, frames }
}
/** Resolves when everything the phone sent before has arrived. */
async function roundTrip(phone: FlutterDirectServer): Promise<void> {
  const other = new Viewer(phone.url)
  await other.has(phone.held.length)
  await other.status
  other.socket.close()
  await other.closed
}
const forever = { connectTimeoutMs: 5_000, once: false }

test('a phone that left the network silently is noticed and dialed again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  const { phone, link, events } = await linked()
  const running = link.run(forever)
  await vi.waitFor(() => expect(events).toEqual(['opened']))
  phone.freeze()
  vi.advanceTimersByTime(8_000)
  expect(events).toEqual(['opened'])
  vi.advanceTimersByTime(8_000)
  await vi.waitFor(() => expect(events).toEqual(['opened', 'lost', 'back']))
  link.stop()
  await running
})

test('a phone that is quiet but reachable is left alone', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  const { phone, link, events } = await linked()
  const running = link.run(forever)
  await vi.waitFor(() => expect(events).toEqual(['opened']))
  for (let i = 1; i <= 5; i++) {
    vi.advanceTimersByTime(8_000)
    await vi.waitFor(() => expect(phone.pings).toBe(i))
    await roundTrip(phone)
  }
  link.stop()
  await running
  expect(events).toEqual(['opened'])
})

test('limit bridgeFrameBytesMax: a larger message ends the bridge, because it would arrive again on every connection', async () => {
  withLimits({ bridgeFrameBytesMax: 1_000 })
  const { phone, link } = await linked()
  phone.log('x'.repeat(2_000))
  await expect(link.run(forever)).rejects.toThrow('the phone sent a message larger than 1000 bytes')
})

test('a busy reader pauses the phone: nothing more is read until it is done', async () => {
  let done = () => {}
  const { phone, link, frames } = await linked((text) =>
    text.includes('hold') ? new Promise((resolve) => (done = resolve)) : undefined,
  )
  const running = link.run({ ...forever, once: true })
  await vi.waitFor(() => expect(phone.clients).toBe(1))
  for (const message of ['a', 'hold', 'b', 'c']) phone.log(message)
  await vi.waitFor(() => expect(frames).toContain('hold'))
  const held = frames.length
  phone.log('d')
  await roundTrip(phone)
  expect(frames.length).toBe(held)
  done()
  await vi.waitFor(() => expect(frames).toEqual(['a', 'hold', 'b', 'c', 'd']))
  phone.drop()
  await running
})

test('stop ends it at once, even while it waits for the phone to return', async () => {
  const { phone, link, events } = await linked()
  const running = link.run(forever)
  await vi.waitFor(() => expect(events).toEqual(['opened']))
  await phone.stop()
  await vi.waitFor(() => expect(events).toEqual(['opened', 'lost']))
  link.stop()
  await running
})
