/** What people paste into "Open a session", and how this server reads it. */
import { expect, test } from 'vitest'
import { isMixed, openingOf } from '#app/open/_parts/open-target.ts'

const HERE = 'logs.example.com'
const KEY = 'abcdefghijklmnopqrstuvwxyz'
const OWN = { here: HERE, others: ['in.example.com'] }

test.each([
  ['session_abc123', '', { kind: 'here', href: '/dashboard/sessions/session_abc123' }],
  [`wss://${HERE}:443/ws?type=web&session=session_abc`, '', { kind: 'here', id: 'session_abc' }],
  [`https://${HERE}/dashboard/sessions/session_abc`, '', { kind: 'page', host: HERE }],
  [`https://${HERE}/s/abcdef#secret`, '', { kind: 'link', href: `https://${HERE}/s/abcdef#secret` }],
  ['/s/abcdef#secret', '', { kind: 'link', href: '/s/abcdef#secret', host: HERE }],
  [
    'session_abc123',
    '10.0.0.5:8080',
    { kind: 'flutter', target: { mode: 'relay', host: '10.0.0.5:8080', session: 'session_abc123' } },
  ],
  [
    'Connect to Agent Logger:\nws://144.31.198.54:8080/ws?type=web&session=session_abc123',
    '',
    { kind: 'flutter', target: { mode: 'relay', wsUrl: 'ws://144.31.198.54:8080/ws?type=web&session=session_abc123' } },
  ],
  [`wss://${KEY}.in.example.com:443/ws?type=web&session=session_abc`, '', { kind: 'here', id: 'session_abc' }],
  [`wss://${KEY}.${HERE}:443/ws?type=web&session=session_abc`, '', { kind: 'here', id: 'session_abc' }],
  [`wss://other.${HERE}:443/ws?type=web&session=session_abc`, '', { kind: 'flutter' }],
  [`wss://${KEY}.example.org:443/ws?type=web&session=session_abc`, '', { kind: 'flutter' }],
  // The code of a share link is for the relay, not for the dashboard.
  [`wss://${HERE}/ws?type=web&session=abcdefgh.key`, '', { kind: 'flutter', target: { session: 'abcdefgh.key' } }],
  ['ws://192.168.1.20:41234/ws', '', { kind: 'flutter', target: { mode: 'direct', session: null } }],
  ['192.168.1.20:41234', '', { kind: 'flutter', target: { mode: 'direct', wsUrl: 'ws://192.168.1.20:41234/ws' } }],
  ['ws://localhost:8080/ws', '', { kind: 'flutter', isPlaceholder: true }],
  ['', '', { kind: 'fault', reason: 'empty' }],
  ['what is this', '', { kind: 'fault', reason: 'not-understood' }],
])('%j with server %j', (text, server, opening) => {
  expect(openingOf(text, server, OWN)).toMatchObject(opening)
})

test('an https page can reach encrypted addresses and its own machine, and nothing else', () => {
  const target = (wsUrl: string) => ({ mode: 'direct', wsUrl, host: '', session: null }) as const
  expect(isMixed(target('ws://192.168.1.20:4/ws'), 'https:')).toBe(true)
  expect(isMixed(target('ws://127.0.0.1:4/ws'), 'https:')).toBe(false)
  expect(isMixed(target('wss://192.168.1.20:4/ws'), 'https:')).toBe(false)
  expect(isMixed(target('ws://192.168.1.20:4/ws'), 'http:')).toBe(false)
})
