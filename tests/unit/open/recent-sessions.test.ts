/** What the browser remembers about opened sessions: a few, removable, and nothing that gives access by itself. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openingOf } from '#app/open/_parts/open-target.ts'
import { forgetRecent, keepRecent, readRecent } from '#app/open/_parts/recent-sessions.ts'

const OWN = { here: 'logs.example.com', others: [] }
const keep = (text: string, atMs = 1) => keepRecent(openingOf(text, '', OWN), atMs)

let kept: Map<string, string>

beforeEach(() => {
  kept = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test('the newest come first, each once, eight at most', () => {
  for (let n = 1; n <= 10; n++) keep(`session_number${n}`, n)
  keep('session_number5', 11)
  expect(readRecent().map(({ text }) => text)).toEqual([5, 10, 9, 8, 7, 6, 4, 3].map((n) => `session_number${n}`))
  expect(readRecent()[0]?.atMs).toBe(11)
})

test('opening one again opens the same session', () => {
  const url = 'ws://10.0.0.5:8080/ws?type=web&session=session_abc123'
  keep(`Connect to Agent Logger:\n${url}`)
  keep('192.168.1.20:41234')
  expect(readRecent()).toMatchObject([
    { text: 'ws://192.168.1.20:41234/ws', name: '192.168.1.20:41234' },
    { text: url, name: 'session_abc123 · 10.0.0.5:8080' },
  ])
})

test.each([
  ['a share link', 'https://logs.example.com/s/abcdefgh#verysecret'],
  ['the code of a share link', 'wss://logs.example.com/ws?type=web&session=abcdefgh.verysecret'],
  ['a share link of another server', 'https://other.example.com/s/abcdefgh#verysecret'],
])('%s is not stored', (_, text) => {
  keep(text)
  expect(JSON.stringify([...kept])).not.toContain('verysecret')
  expect(readRecent()).toEqual([])
})

test('the one-time code of a phone’s address is removed', () => {
  keep('ws://192.168.1.20:41234/ws?code=ABCD-EFGH')
  expect(readRecent()).toMatchObject([{ text: 'ws://192.168.1.20:41234/ws' }])
  expect(JSON.stringify([...kept])).not.toContain('ABCD')
})

test('one can be removed', () => {
  keep('session_number1')
  keep('session_number2')
  expect(forgetRecent('session_number2')).toMatchObject([{ text: 'session_number1' }])
  expect(readRecent()).toHaveLength(1)
})

test.each(['{', '7', 'null', '[1, null, {"text": 1}]'])('stored data that is not ours is ignored: %s', (stored) => {
  kept.set('agent-logger.recent', stored)
  expect(readRecent()).toEqual([])
})

test('a browser that blocks storage causes no error', () => {
  const refuse = () => {
    throw new DOMException('', 'SecurityError')
  }
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse })
  expect(readRecent()).toEqual([])
  expect(keep('session_number1')).toHaveLength(1)
})
