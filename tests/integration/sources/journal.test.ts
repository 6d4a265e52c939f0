/** Journals over HTTP, without the program that sends them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type SourceWatcher, watchSource } from '#tests/support/source-watcher.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

let relay: TestRelay
let watcher: SourceWatcher
beforeEach(async () => {
  relay = await startRelay()
  watcher = await watchSource(relay)
})
afterEach(() => relay.close())

const upload = (body: BodyInit, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(`${relay.url}/api/v1/journal/upload`, {
    method,
    ...(method === 'GET' ? {} : { body }),
    headers: { authorization: 'Bearer agl_d_shop', 'content-type': 'application/vnd.fdo.journal', ...headers },
  })
const entry = (host: string, boot: string, message: string) =>
  `_HOSTNAME=${host}\n_BOOT_ID=${boot}\nPRIORITY=4\nMESSAGE=${message}\n\n`
const bodies = (...expected: string[]) => vi.waitFor(() => expect([...watcher.bodies()].sort()).toEqual(expected))

test('machines and boots that were merged come apart again', async () => {
  const answer = await upload(
    entry('a', '1', 'a1') + entry('b', '1', 'b1') + entry('a', '1', 'a2') + entry('a', '2', 'a3'),
  )
  expect(answer.status).toBe(200)
  await bodies('a1', 'a2', 'a3', 'b1')
  expect([...watcher.states.values()].map(({ device }) => device.name).sort()).toEqual(['a', 'a', 'b'])
})

test('the token may be the password of Basic, as the program passes it on', async () => {
  const authorization = `Basic ${Buffer.from('token:agl_d_shop').toString('base64')}`
  expect((await upload(entry('a', '1', 'm'), { authorization })).status).toBe(200)
  await bodies('m')
})

test('what was read before a fault counts, and the answer names the fault', async () => {
  const answer = await upload(`${entry('a', '1', 'before')}{"MESSAGE":"json"}\n`)
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('other characters than A-Z, 0-9 and _')
  await bodies('before')
})

test('a large entry is cut, counted and marked', async () => {
  await upload(entry('a', '1', 'x'.repeat(LIMITS.journalEntryBytesMax)))
  await vi.waitFor(() => expect(watcher.records).toMatchObject([{ truncated: true }]))
  expect(relay.hits.counts.get('journalEntryBytesMax')).toBe(1)
})

test('it takes POST alone, with a token', async () => {
  expect((await upload('', {}, 'GET')).status).toBe(405)
  expect((await upload(entry('a', '1', 'm'), { authorization: '' })).status).toBe(401)
})
