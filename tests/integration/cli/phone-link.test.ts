/** The bridge's connection to a phone in one process with it: silence, messages that are too large, a reader that is busy. */
import { afterEach, expect, test, vi } from 'vitest'
import { PhoneLink } from '#lib/cli/phone-link.ts'
import { SeedDirectServer } from '../../support/seed-direct-server.ts'
import { withLimits } from '../../support/with-limits.ts'
import { Viewer } from '../lan/visitors.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const end of endings.splice(0).reverse()) await end()
})

async function linked(read: (text: string) => Promise<void> | undefined = () => undefined) {
  const phone = await SeedDirectServer.start()
  const said: string[] = []
  const frames: string[] = []
  const link = new PhoneLink(phone.url, {
    opened: (isFirst) => void said.push(isFirst ? 'opened' : 'back'),
    lost: () => void said.push('lost'),
    frame: (text) => {
      frames.push(JSON.parse(text).data.message)
      return read(text)
    },
  })
  endings.push(
    () => phone.stop(),
    () => link.stop(),
  )
  return { phone, link, said, frames }
}
/** What the phone has sent before has arrived after it. */
async function roundTrip(phone: SeedDirectServer): Promise<void> {
  const other = new Viewer(phone.url)
  await other.has(phone.held.length)
  await other.status
  other.socket.close()
  await other.closed
}
const forever = { connectTimeoutMs: 5_000, once: false }

test('a phone that has left the network without a word is noticed and called again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  const { phone, link, said } = await linked()
  const running = link.run(forever)
  await vi.waitFor(() => expect(said).toEqual(['opened']))
  phone.freeze()
  vi.advanceTimersByTime(8_000)
  expect(said).toEqual(['opened'])
  vi.advanceTimersByTime(8_000)
  await vi.waitFor(() => expect(said).toEqual(['opened', 'lost', 'back']), { timeout: 5_000 })
  link.stop()
  await running
})

test('a phone that is quiet but there is left alone', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  const { phone, link, said } = await linked()
  const running = link.run(forever)
  await vi.waitFor(() => expect(said).toEqual(['opened']))
  for (let i = 1; i <= 5; i++) {
    vi.advanceTimersByTime(8_000)
    await vi.waitFor(() => expect(phone.pings).toBe(i))
    await roundTrip(phone)
  }
  link.stop()
  await running
  expect(said).toEqual(['opened'])
})

test('limit bridgeFrameBytesMax: a message beyond it ends the bridge, which would meet it again at every connect', async () => {
  withLimits({ bridgeFrameBytesMax: 1_000 })
  const { phone, link } = await linked()
  phone.log('x'.repeat(2_000))
  await expect(link.run(forever)).rejects.toThrow('the phone sends a message over 1000 bytes')
})

test('a busy reader holds the phone: nothing more is read until it is done', async () => {
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

test('stop ends it at once, also while it waits for the phone to come back', async () => {
  const { phone, link, said } = await linked()
  const running = link.run(forever)
  await vi.waitFor(() => expect(said).toEqual(['opened']))
  await phone.stop()
  await vi.waitFor(() => expect(said).toEqual(['opened', 'lost']))
  link.stop()
  await running
})
