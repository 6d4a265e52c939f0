/** What every request and answer of a page goes through before Next sees it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { CLIENT_ADDRESS_HEADER, ownAddressOf, SHARED_ADDRESS_HEADER } from '#lib/auth/client-address.ts'
import { type Env, loadConfig } from '#lib/config/env.ts'
import { pageHandler } from '#lib/http/page-handler.ts'
import { clientAddressBy } from '#lib/transports/client-address.ts'

function pass(
  headers: Record<string, string>,
  settings: Env = {},
  addressOf: (request: IncomingMessage) => string = () => '203.0.113.7',
) {
  const sent = new Map<string, unknown>()
  const socket = { remoteAddress: '10.0.0.1' }
  const request = { socket, headers: { host: 'localhost:8080', ...headers } } as unknown as IncomingMessage
  const response = {
    setHeader: (name: string, value: unknown) => sent.set(name, value),
    getHeader: (name: string) => sent.get(name),
  } as unknown as ServerResponse
  pageHandler(
    () => undefined,
    () => loadConfig(settings),
    addressOf,
  )(request, response)
  return { seen: request.headers, sent }
}

test('routes learn the address from the server alone, whatever the client claims', () => {
  const { seen } = pass({ [CLIENT_ADDRESS_HEADER]: '127.0.0.1', 'x-forwarded-for': '127.0.0.1' })
  expect(seen[CLIENT_ADDRESS_HEADER]).toBe('203.0.113.7')
  expect(seen['x-forwarded-for']).toBeUndefined()
})

test('behind a trusted proxy everybody keeps an address of their own, so that one cannot use up the tries of all', () => {
  const trusting = clientAddressBy(['10.0.0.0/8'])
  const { seen } = pass({ 'x-forwarded-for': '198.51.100.9' }, {}, trusting)
  expect(seen[CLIENT_ADDRESS_HEADER]).toBe('198.51.100.9')
  expect(pass({ 'x-forwarded-for': '198.51.100.9' }, {}, clientAddressBy([])).seen[CLIENT_ADDRESS_HEADER]).toBe(
    '10.0.0.1',
  )
})

test('behind a proxy that is not trusted nobody has a network of their own, so that nobody sees the devices of others', () => {
  const own = (headers: Record<string, string>, proxies: string[]) =>
    ownAddressOf(new Headers(pass(headers, {}, clientAddressBy(proxies)).seen as Record<string, string>))
  const forwarded = { 'x-forwarded-for': '198.51.100.9' }
  expect(own(forwarded, [])).toBe(null)
  expect(own(forwarded, ['10.0.0.0/8'])).toBe('198.51.100.9')
  expect(own({ 'x-forwarded-for': 'nonsense' }, ['10.0.0.0/8'])).toBe(null)
  // Nobody's proxy: the peer is the person, whatever a client claims.
  expect(own({ [SHARED_ADDRESS_HEADER]: '1' }, [])).toBe('10.0.0.1')
  expect(ownAddressOf(new Headers())).toBe(null)
})

test('a client cannot speak for Next, nor choose the address of sign-in', () => {
  const { seen } = pass({
    'x-middleware-subrequest': 'middleware:middleware',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'https',
  })
  for (const name of ['x-middleware-subrequest', 'x-forwarded-host', 'x-forwarded-proto'])
    expect(seen[name], name).toBeUndefined()
})

test('behind a proxy Next sees the public address', () => {
  const { seen } = pass({ 'x-forwarded-host': 'evil.test' }, { PUBLIC_URL: 'https://logs.example.com' })
  expect(seen).toMatchObject({ 'x-forwarded-host': 'logs.example.com', 'x-forwarded-proto': 'https' })
})

test('the answer has the policy that Next reads the nonce from, new each time', () => {
  const [a, b] = [pass({}), pass({})]
  expect(a.seen['content-security-policy']).toBe(a.sent.get('content-security-policy'))
  expect(a.seen['content-security-policy']).toContain(`'nonce-${a.seen['x-nonce']}'`)
  expect(a.seen['x-nonce']).not.toBe(b.seen['x-nonce'])
})
