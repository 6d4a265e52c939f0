/** What happens to every request and response of a page before Next sees it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import {
  CLIENT_ADDRESS_HEADER,
  isAddressMeaningful,
  ownAddressOf,
  SHARED_ADDRESS_HEADER,
} from '#lib/server/auth/client-address.ts'
import { type Env, loadConfig } from '#lib/server/config/env.ts'
import { pageHandler } from '#lib/server/http/page-handler.ts'
import { ProxyWatch } from '#lib/server/transports/proxy-watch.ts'

const trusting = (...trustedProxies: string[]) => new ProxyWatch({ trustedProxies, publicUrl: null }, () => {})

function pass(
  headers: Record<string, string>,
  settings: Env = {},
  { addressOf, standingOf }: Pick<ProxyWatch, 'addressOf' | 'standingOf'> = trusting(),
  peer = '10.0.0.1',
) {
  const sent = new Map<string, unknown>()
  const socket = { remoteAddress: peer }
  const request = { socket, headers: { host: 'localhost:8080', ...headers } } as unknown as IncomingMessage
  const response = {
    setHeader: (name: string, value: unknown) => sent.set(name, value),
    getHeader: (name: string) => sent.get(name),
  } as unknown as ServerResponse
  pageHandler(
    () => undefined,
    () => loadConfig(settings),
    addressOf,
    standingOf,
  )(request, response)
  return { seen: request.headers, sent }
}

test('routes get the address only from the server, whatever the client claims', () => {
  const { seen } = pass({ [CLIENT_ADDRESS_HEADER]: '127.0.0.1', 'x-forwarded-for': '127.0.0.1' })
  expect(seen[CLIENT_ADDRESS_HEADER]).toBe('10.0.0.1')
  expect(seen['x-forwarded-for']).toBeUndefined()
})

test('behind a trusted proxy, each client keeps its own address, so that one cannot use up everyone’s attempts', () => {
  const { seen } = pass({ 'x-forwarded-for': '198.51.100.9' }, {}, trusting('10.0.0.0/8'))
  expect(seen[CLIENT_ADDRESS_HEADER]).toBe('198.51.100.9')
  expect(pass({ 'x-forwarded-for': '198.51.100.9' }).seen[CLIENT_ADDRESS_HEADER]).toBe('10.0.0.1')
})

test('behind an untrusted proxy, nobody has a network of their own, so nobody sees other people’s devices', () => {
  const own = (headers: Record<string, string>, proxies: string[]) =>
    ownAddressOf(new Headers(pass(headers, {}, trusting(...proxies)).seen as Record<string, string>))
  const forwarded = { 'x-forwarded-for': '198.51.100.9' }
  expect(own(forwarded, [])).toBe(null)
  expect(own(forwarded, ['10.0.0.0/8'])).toBe('198.51.100.9')
  expect(own({ 'x-forwarded-for': 'nonsense' }, ['10.0.0.0/8'])).toBe(null)
  // Without a trusted proxy, the peer is the client, whatever it claims.
  expect(own({ [SHARED_ADDRESS_HEADER]: '1' }, [])).toBe('10.0.0.1')
  expect(ownAddressOf(new Headers())).toBe(null)
})

test('an address that is a proxy’s counts against nobody, and no client can make its own look like that', () => {
  const isMeaningful = (headers: Record<string, string>, peer: string) =>
    isAddressMeaningful(new Headers(pass(headers, {}, trusting(), peer).seen as Record<string, string>))
  expect(isMeaningful({ 'x-forwarded-for': '198.51.100.9' }, '127.0.0.1')).toBe(false)
  expect(isMeaningful({ 'x-forwarded-for': '198.51.100.9' }, '203.0.113.7')).toBe(true)
  expect(isMeaningful({ [SHARED_ADDRESS_HEADER]: 'proxy' }, '203.0.113.7')).toBe(true)
  expect(isMeaningful({}, '127.0.0.1')).toBe(true)
  expect(isAddressMeaningful(undefined)).toBe(false)
  expect(isAddressMeaningful({ [CLIENT_ADDRESS_HEADER]: '127.0.0.1', [SHARED_ADDRESS_HEADER]: 'proxy' })).toBe(false)
})

test('a client cannot send Next’s internal headers, or choose the address for sign-in', () => {
  const { seen } = pass({
    'x-middleware-subrequest': 'middleware:middleware',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'https',
  })
  for (const name of ['x-middleware-subrequest', 'x-forwarded-host', 'x-forwarded-proto'])
    expect(seen[name], name).toBeUndefined()
})

test('behind a proxy, Next sees the public address', () => {
  const { seen } = pass({ 'x-forwarded-host': 'evil.test' }, { PUBLIC_URL: 'https://logs.example.com' })
  expect(seen).toMatchObject({ 'x-forwarded-host': 'logs.example.com', 'x-forwarded-proto': 'https' })
})

test('the response has the policy in which Next finds the nonce, new each time', () => {
  const [a, b] = [pass({}), pass({})]
  expect(a.seen['content-security-policy']).toBe(a.sent.get('content-security-policy'))
  expect(a.seen['content-security-policy']).toContain(`'nonce-${a.seen['x-nonce']}'`)
  expect(a.seen['x-nonce']).not.toBe(b.seen['x-nonce'])
})
